package dev.martlet.wire.generate;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes the holder class of a structure's or union's static description. */
final class StructureSource {
  private static final Map<String, String> LOCATIONS =
      Map.of(
          "uri",
          "LABEL",
          "querystring",
          "QUERY",
          "querymap",
          "QUERY_MAP",
          "header",
          "HEADER",
          "headers",
          "HEADERS",
          "statusCode",
          "STATUS");

  private final String model;
  private final String name;
  private final boolean union;
  private final List<Component> components;
  private final Source source;

  private StructureSource(
      String packageName, String model, boolean union, List<Component> components) {
    this.model = model;
    this.name = Names.type(model);
    this.union = union;
    this.components = components;
    this.source = new Source(packageName, RecordSource.IMPORTS);
  }

  static String write(
      String packageName,
      String model,
      Node structure,
      List<Component> components,
      ShapeExpressions shapes) {
    StructureSource writer =
        new StructureSource(packageName, model, structure.flag("union"), components);
    writer.holder(
        components.stream().map(component -> member(component, structure, shapes)).toList());
    return writer.source.toString();
  }

  private void holder(List<String> members) {
    source.line("/** What {@link " + name + "} is made of. */");
    source.line("final class %sShape extends Structure<%s> {".formatted(name, name));
    source.line(name + "Shape() {");
    source.line("super(%s, %s);".formatted(Names.literal(model), union));
    source.line("}");
    source.line("");
    source.line("@Override");
    source.line("protected List<Member> declare() {");
    source.line("return List.of(");
    source.lines(members, ");");
    source.line("}");
    source.line("");
    construct();
    source.line("");
    value();
    source.line("}");
  }

  private void construct() {
    source.line("@Override");
    source.line("@SuppressWarnings(\"unchecked\") // codecs put in what the shapes say");
    source.line("public " + name + " construct(@Nullable Object[] values) {");
    if (union) {
      for (int index = 0; index < components.size(); index++) {
        Component component = components.get(index);
        source.line("if (values[" + index + "] != null) {");
        source.line(
            "return new %s.%s(%s);"
                .formatted(name, UnionSource.variant(name, component), cast(component, index)));
        source.line("}");
      }
      source.line("throw new IllegalArgumentException(\"no member is set\");");
    } else {
      source.line("return new " + name + "(");
      source.lines(
          IntStream.range(0, components.size())
              .mapToObj(index -> cast(components.get(index), index))
              .toList(),
          ");");
    }
    source.line("}");
  }

  private static String cast(Component component, int index) {
    return "(" + component.type() + ") values[" + index + "]";
  }

  private void value() {
    source.line("@Override");
    source.line("public @Nullable Object value(" + name + " structure, int index) {");
    if (components.isEmpty()) {
      source.line("throw new IndexOutOfBoundsException(index);");
      source.line("}");
      return;
    }
    source.line("return switch (index) {");
    for (int index = 0; index < components.size(); index++) {
      Component component = components.get(index);
      String read =
          union
              ? "structure instanceof %s.%s it ? it.value() : null"
                  .formatted(name, UnionSource.variant(name, component))
              : "structure." + component.name() + "()";
      source.line("case " + index + " -> " + read + ";");
    }
    source.line("default -> throw new IndexOutOfBoundsException(index);");
    source.line("};");
    source.line("}");
  }

  /** The expression of a member's description. */
  static String member(Component component, Node structure, ShapeExpressions shapes) {
    Node node = component.node();
    boolean payload = component.member().equals(structure.text("payload"));
    String location =
        payload ? "PAYLOAD" : LOCATIONS.getOrDefault(node.text("location", ""), "BODY");
    String mediaType = node.text("mediaType");
    return "new Member(%s, %s, Member.Location.%s, %s, %s, %s, %s)"
        .formatted(
            Names.literal(component.member()),
            Names.literal(node.text("locationName", component.member())),
            location,
            structure.texts("required").contains(component.member()),
            component.defaultValue(),
            mediaType == null ? "null" : Names.literal(mediaType),
            shapes.of(node));
  }
}
