package dev.martlet.wire.generate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Java calls the values of a shape, and how a default is written. */
record JavaTypes(Model model) {
  /** The type of a member's values. */
  String of(Node member) {
    Node shape = model.shape(target(member));
    return isStream(member, shape) ? "Body" : of(target(member));
  }

  String of(String name) {
    Node shape = model.shape(name);
    return switch (shape.text("type", "")) {
      case "string", "character" -> model.isEnum(shape) ? Names.type(name) : "String";
      case "blob" -> "Blob";
      case "boolean" -> "Boolean";
      case "byte" -> "Byte";
      case "short" -> "Short";
      case "integer" -> "Integer";
      case "long" -> "Long";
      case "float" -> "Float";
      case "double" -> "Double";
      case "bigInteger" -> "BigInteger";
      case "bigDecimal" -> "BigDecimal";
      case "timestamp" -> "Instant";
      case "list" -> "List<" + element(shape, "member") + ">";
      case "map" -> "Map<String, " + element(shape, "value") + ">";
      case "structure" -> shape.flag("document") ? "Document" : Names.type(name);
      default -> throw new IllegalStateException("shape " + name + " has no known type");
    };
  }

  private String element(Node shape, String part) {
    return (shape.flag("sparse") ? "@Nullable " : "") + of(target(shape.node(part)));
  }

  static String target(Node reference) {
    String target = reference.text("shape");
    if (target == null) {
      throw new IllegalStateException("a reference without a shape: " + reference);
    }
    return target;
  }

  boolean isStream(Node member, Node shape) {
    return member.flag("streaming") || shape.flag("streaming");
  }

  /** The Java expression of a member's default, or null where it has none. */
  @Nullable String defaultOf(Node member) {
    Object value = member.raw("default");
    return value == null ? null : expression(of(member), target(member), value);
  }

  private static String expression(String type, String shape, Object value) {
    return switch (type) {
      case "String" -> Names.literal((String) value);
      case "Blob", "Body" -> "Blob.base64(" + Names.literal((String) value) + ")";
      case "Boolean" -> value.toString();
      case "Byte", "Short" -> "(" + type.toLowerCase(Locale.ROOT) + ") " + value;
      case "Integer" -> value.toString();
      case "Long" -> value + "L";
      case "Float" -> value + "f";
      case "Double" -> value + "d";
      case "BigInteger", "BigDecimal" -> "new " + type + "(\"" + value + "\")";
      case "Instant" -> "Instant.ofEpochSecond(" + value + "L)";
      case "Document" -> "Document.of(" + tree(value) + ")";
      default -> {
        if (value instanceof List<?>) {
          yield "List.of()";
        }
        yield value instanceof Map<?, ?>
            ? "Map.of()"
            : Names.type(shape) + "." + Names.constant((String) value);
      }
    };
  }

  private static String tree(Object value) {
    return switch (value) {
      case String text -> Names.literal(text);
      case List<?> items -> "List.of()";
      case Map<?, ?> fields -> "Map.of()";
      default -> value.toString();
    };
  }
}
