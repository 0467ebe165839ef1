package dev.martlet.wire.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Java expressions that make shapes. Constrained simple shapes become constants that their uses
 * share; structures and enums carry their own; lists and maps are written where they are used, so
 * that loading one structure does not load all.
 */
final class ShapeExpressions {
  /** Constants a class: a class initialiser may not exceed 64 KB. */
  private static final int PER_CLASS = 200;

  private static final String NO_LENGTH = "Length.ANY";

  private final Model model;
  private final JavaTypes types;
  private final Map<String, String> scalars = new TreeMap<>();
  private final List<String> scalarOrder;

  ShapeExpressions(Model model) {
    this.model = model;
    this.types = new JavaTypes(model);
    for (String shape : model.used()) {
      String expression = scalar(model.shape(shape));
      if (expression != null) {
        scalars.put(shape, expression);
      }
    }
    this.scalarOrder = new ArrayList<>(scalars.keySet());
  }

  /** The shape of a member. */
  String of(Node member) {
    String target = JavaTypes.target(member);
    if (types.isStream(member, model.shape(target))) {
      return "new Shape.Stream()";
    }
    String format = member.text("timestampFormat");
    return format == null ? of(target) : time(format);
  }

  private String of(String name) {
    if (scalars.containsKey(name)) {
      return constantOf(name);
    }
    Node shape = model.shape(name);
    String type = shape.text("type", "");
    return switch (type) {
      case "string" -> model.isEnum(shape) ? Names.type(name) + ".SHAPE" : "Shape.Text.ANY";
      case "character" -> "Shape.Text.ANY";
      case "blob" -> "Shape.Bytes.ANY";
      case "boolean" -> "Shape.Flag.ANY";
      case "timestamp" -> time(shape.text("timestampFormat"));
      case "list" -> sequence(shape);
      case "map" -> mapping(shape);
      case "structure" -> shape.flag("document") ? "new Shape.Free()" : Names.type(name) + ".SHAPE";
      default -> "Shape.Numeral.any(Shape.Numeral.Kind." + Names.constant(type) + ")";
    };
  }

  private String constantOf(String name) {
    int part = scalarOrder.indexOf(name) / PER_CLASS;
    return "Scalars" + (part == 0 ? "" : part + 1) + "." + Names.constant(name);
  }

  private String sequence(Node shape) {
    return "new Shape.Sequence(%s, %s, %s, %s, %s)"
        .formatted(
            of(shape.node("member")),
            length(shape),
            shape.flag("sparse"),
            shape.flag("uniqueItems"),
            shape.flag("sensitive"));
  }

  private String mapping(Node shape) {
    return "new Shape.Mapping(%s, %s, %s, %s, %s)"
        .formatted(
            of(shape.node("key")),
            of(shape.node("value")),
            length(shape),
            shape.flag("sparse"),
            shape.flag("sensitive"));
  }

  private static String time(@Nullable String format) {
    if (format == null) {
      return "new Shape.Time(null)";
    }
    String constant =
        switch (format) {
          case "unixTimestamp", "epoch-seconds" -> "EPOCH_SECONDS";
          case "iso8601", "date-time" -> "DATE_TIME";
          case "rfc822", "http-date" -> "HTTP_DATE";
          default -> throw new IllegalStateException("unknown timestamp format " + format);
        };
    return "new Shape.Time(Shape.Time.Format." + constant + ")";
  }

  /** The constant for a constrained simple shape, or null where no constant is needed. */
  private @Nullable String scalar(Node shape) {
    boolean sensitive = shape.flag("sensitive");
    String length = length(shape);
    return switch (shape.text("type", "")) {
      case "string" -> {
        String pattern = shape.text("pattern");
        boolean plain = pattern == null && length.equals(NO_LENGTH) && !sensitive;
        yield plain || model.isEnum(shape)
            ? null
            : "new Shape.Text(%s, %s, %s)"
                .formatted(
                    length,
                    pattern == null ? "null" : "new Regex(" + Names.literal(pattern) + ")",
                    sensitive);
      }
      case "blob" ->
          (length.equals(NO_LENGTH) && !sensitive) || shape.flag("streaming")
              ? null
              : "new Shape.Bytes(%s, %s)".formatted(length, sensitive);
      case "byte", "short", "integer", "long", "float", "double", "bigInteger", "bigDecimal" ->
          shape.has("min") || shape.has("max") || shape.has("intEnum") ? numeral(shape) : null;
      default -> null;
    };
  }

  private static String numeral(Node shape) {
    String allowed =
        shape.raw("intEnum") instanceof List<?> values
            ? values.toString().replaceAll("[\\[\\]]", "")
            : "";
    return "new Shape.Numeral(Shape.Numeral.Kind.%s, %s, %s, List.of(%s))"
        .formatted(
            Names.constant(shape.text("type", "")),
            bound(shape.number("min")),
            bound(shape.number("max")),
            allowed);
  }

  private static String bound(@Nullable Number bound) {
    if (bound == null) {
      return "null";
    }
    return bound instanceof Integer || bound instanceof Long ? bound + "L" : bound + "d";
  }

  private static String length(Node shape) {
    if (!shape.has("min") && !shape.has("max")) {
      return NO_LENGTH;
    }
    Number min = shape.number("min");
    Number max = shape.number("max");
    return "new Length(%s, %s)"
        .formatted(min == null ? "0" : min + "L", max == null ? "Long.MAX_VALUE" : max + "L");
  }

  /** The classes that hold the constants, by class name. */
  Map<String, List<String>> scalarClasses() {
    Map<String, List<String>> classes = new TreeMap<>();
    for (String name : scalarOrder) {
      String constant = constantOf(name);
      int dot = constant.indexOf('.');
      String expression = scalars.get(name);
      String type = String.valueOf(expression).replaceAll("^new (Shape\\.\\w+).*", "$1");
      classes
          .computeIfAbsent(constant.substring(0, dot), holder -> new ArrayList<>())
          .add("static final %s %s = %s;".formatted(type, constant.substring(dot + 1), expression));
    }
    return classes;
  }
}
