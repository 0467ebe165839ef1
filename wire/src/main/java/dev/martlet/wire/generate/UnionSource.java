package dev.martlet.wire.generate;

import java.util.List;
import java.util.Locale;

/** Writes the sealed interface of a union, with one record per member. */
final class UnionSource {
  private UnionSource() {}

  static String write(String packageName, String model, List<Component> components) {
    String name = Names.type(model);
    Source source = new Source(packageName, RecordSource.IMPORTS);
    source.line("/** AWS's {@code " + model + "}: exactly one of its members. */");
    source.line("public sealed interface " + name + " {");
    source.line("Structure<" + name + "> SHAPE = new " + name + "Shape();");
    for (Component component : components) {
      source.line("");
      source.line("/** The member {@code " + component.member() + "}. */");
      source.line(
          "record %s(%s value) implements %s {"
              .formatted(variant(name, component), component.type(), name));
      source.line("public " + variant(name, component) + " {");
      source.line("Objects.requireNonNull(value, \"" + component.member() + "\");");
      source.line("}");
      source.line("}");
    }
    source.line("}");
    return source.toString();
  }

  /** The record of a member; never the name of a type that the file uses. */
  static String variant(String union, Component component) {
    String member = component.member().replaceAll("[^A-Za-z0-9_$]", "_");
    String name = member.substring(0, 1).toUpperCase(Locale.ROOT) + member.substring(1);
    return Names.type(name).equals(name) && !name.equals(union) && !component.type().contains(name)
        ? name
        : name + "Member";
  }
}
