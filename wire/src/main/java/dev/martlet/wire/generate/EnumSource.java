package dev.martlet.wire.generate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the enum of a string shape with a closed set of values. */
final class EnumSource {
  private EnumSource() {}

  static String write(String packageName, String model, Node shape) {
    String name = Names.type(model);
    Source source =
        new Source(
            packageName,
            "dev.martlet.wire.shape.Shape",
            "dev.martlet.wire.shape.WireEnum",
            "java.util.List",
            "org.jspecify.annotations.Nullable");
    source.line("/** AWS's {@code " + model + "}. */");
    source.line("public enum " + name + " implements WireEnum {");
    source.lines(constants(shape.texts("enum")), ";");
    source.line("");
    source.line(
        "public static final Shape.Enumeration SHAPE = new Shape.Enumeration(List.of(values()), List.of(%s), %s);"
            .formatted(internal(shape), shape.flag("sensitive")));
    source.line("");
    source.line("private final String wire;");
    source.line("");
    source.line(name + "(String wire) {");
    source.line("this.wire = wire;");
    source.line("}");
    source.line("");
    source.line("/** The constant whose wire form is {@code value}, or null. */");
    source.line("public static @Nullable " + name + " of(String value) {");
    source.line("return (" + name + ") SHAPE.find(value);");
    source.line("}");
    source.line("");
    source.line("@Override");
    source.line("public String wire() {");
    source.line("return wire;");
    source.line("}");
    source.line("");
    source.line("@Override");
    source.line("public String toString() {");
    source.line("return wire;");
    source.line("}");
    source.line("}");
    return source.toString();
  }

  private static String internal(Node shape) {
    return shape.texts("internal").stream().map(Names::literal).collect(Collectors.joining(", "));
  }

  private static List<String> constants(List<String> values) {
    Set<String> taken = new HashSet<>();
    List<String> constants = new ArrayList<>();
    for (String value : values) {
      String constant = Names.constant(value);
      while (!taken.add(constant)) {
        constant += "_";
      }
      constants.add(constant + "(" + Names.literal(value) + ")");
    }
    return constants;
  }
}
