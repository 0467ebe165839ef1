package dev.martlet.wire.generate;

import java.util.List;

/** Writes the record of a structure, with its builder. */
final class RecordSource {
  static final String[] IMPORTS = {
    "dev.martlet.wire.shape.*",
    "java.math.BigDecimal",
    "java.math.BigInteger",
    "java.time.Instant",
    "java.util.ArrayList",
    "java.util.Collections",
    "java.util.LinkedHashMap",
    "java.util.List",
    "java.util.Map",
    "java.util.Objects",
    "org.jspecify.annotations.Nullable",
  };

  private final String name;
  private final String model;
  private final List<Component> components;
  private final Source source;

  private RecordSource(String packageName, String model, List<Component> components) {
    this.name = Names.type(model);
    this.model = model;
    this.components = components;
    this.source = new Source(packageName, IMPORTS);
  }

  static String write(String packageName, String model, List<Component> components) {
    RecordSource writer = new RecordSource(packageName, model, components);
    writer.record();
    return writer.source.toString();
  }

  private void record() {
    source.line("/** AWS's {@code " + model + "}. */");
    source.line("public record " + name + "(");
    source.lines(components.stream().map(Component::declaration).toList(), ") {");
    source.line("public static final Structure<" + name + "> SHAPE = new " + name + "Shape();");
    source.line("");
    checks();
    source.line("public static Builder builder() {");
    source.line("return new Builder();");
    source.line("}");
    source.line("");
    toBuilder();
    if (components.stream().anyMatch(Component::sensitive)) {
      redactedText();
    }
    builder();
    source.line("}");
  }

  /** The compact constructor, where there is anything to check or copy. */
  private void checks() {
    if (components.stream().allMatch(each -> each.nullable() && each.copy() == null)) {
      return;
    }
    source.line("public " + name + " {");
    for (Component component : components) {
      if (!component.nullable()) {
        source.line(
            "Objects.requireNonNull(%s, \"%s\");".formatted(component.name(), component.member()));
      }
      String copy = component.copy();
      if (copy != null) {
        source.line(copy);
      }
    }
    source.line("}");
    source.line("");
  }

  private void toBuilder() {
    source.line("/** A builder that starts from this value. */");
    source.line("public Builder toBuilder() {");
    source.line("Builder builder = new Builder();");
    for (Component component : components) {
      source.line("builder.%s = %s;".formatted(component.name(), component.name()));
    }
    source.line("return builder;");
    source.line("}");
    source.line("");
  }

  private void redactedText() {
    source.line("@Override");
    source.line("public String toString() {");
    StringBuilder text = new StringBuilder("return \"" + name + "[\"");
    String comma = "";
    for (Component component : components) {
      String value =
          component.sensitive()
              ? "(%s == null ? \"null\" : \"***\")".formatted(component.name())
              : component.name();
      text.append(" + \"%s%s=\" + %s".formatted(comma, component.name(), value));
      comma = ", ";
    }
    source.line(text + " + \"]\";");
    source.line("}");
    source.line("");
  }

  private void builder() {
    source.line("/** Collects members; not for several threads. */");
    source.line("public static final class Builder {");
    for (Component component : components) {
      String initial = component.defaultValue() == null ? "" : " = " + component.defaultValue();
      source.line(
          "private @Nullable %s %s%s;".formatted(component.type(), component.name(), initial));
    }
    source.line("");
    source.line("private Builder() {}");
    source.line("");
    for (Component component : components) {
      source.line(
          "public Builder %s(@Nullable %s %s) {"
              .formatted(component.name(), component.type(), component.name()));
      source.line("this.%s = %s;".formatted(component.name(), component.name()));
      source.line("return this;");
      source.line("}");
      source.line("");
    }
    source.line(
        "/** @throws NullPointerException that names the required member which is absent */");
    source.line("public " + name + " build() {");
    source.line("return new " + name + "(");
    source.lines(components.stream().map(this::argument).toList(), ");");
    source.line("}");
    source.line("}");
  }

  private String argument(Component component) {
    return component.nullable()
        ? component.name()
        : "Objects.requireNonNull(%s, \"%s\")".formatted(component.name(), component.member());
  }
}
