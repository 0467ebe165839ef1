package dev.martlet.wire.generate;

import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Names of the model turned into names of Java. */
final class Names {
  /** Simple names that generated sources use, so no generated type may have them. */
  private static final Set<String> TAKEN =
      Set.of(
          "Api",
          "BigDecimal",
          "BigInteger",
          "Blob",
          "Body",
          "Boolean",
          "Builder",
          "Byte",
          "Collections",
          "Document",
          "Double",
          "ErrorShape",
          "Float",
          "HttpBinding",
          "Instant",
          "Integer",
          "Length",
          "LinkedHashMap",
          "List",
          "Long",
          "Map",
          "Member",
          "NullMarked",
          "Nullable",
          "Object",
          "Objects",
          "Operation",
          "Override",
          "Regex",
          "Scalars",
          "Service",
          "Shape",
          "Short",
          "String",
          "Structure",
          "SuppressWarnings",
          "Unit",
          "WireEnum");

  /** What a record component may not be called, beyond keywords. */
  private static final Set<String> NOT_COMPONENTS =
      Set.of(
          "clone",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait",
          "builder",
          "toBuilder",
          "build");

  private Names() {}

  static String type(String shape) {
    String name = Character.toUpperCase(shape.charAt(0)) + shape.substring(1);
    return TAKEN.contains(name) ? name + "Value" : name;
  }

  /** {@code KMSKeyArn} becomes {@code kmsKeyArn}. */
  static String component(String member) {
    int capitals = 0;
    while (capitals < member.length() && Character.isUpperCase(member.charAt(capitals))) {
      capitals++;
    }
    boolean wordFollows =
        capitals < member.length() && Character.isLowerCase(member.charAt(capitals));
    int lowered = capitals > 1 && wordFollows ? capitals - 1 : capitals;
    String name =
        member.substring(0, lowered).toLowerCase(Locale.ROOT)
            + member.substring(lowered).replaceAll("[^A-Za-z0-9_$]", "_");
    if (!SourceVersion.isIdentifier(name)) {
      name = "_" + name;
    }
    return SourceVersion.isKeyword(name) || NOT_COMPONENTS.contains(name) ? name + "Value" : name;
  }

  /** {@code GetFunction} becomes {@code GET_FUNCTION}, {@code python3.13} {@code PYTHON3_13}. */
  static String constant(String name) {
    String snake =
        name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]+", "_")
            .toUpperCase(Locale.ROOT);
    return SourceVersion.isName(snake) && !snake.equals("_") ? snake : "_" + snake;
  }

  /** A Java string literal. */
  static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c > '~') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
