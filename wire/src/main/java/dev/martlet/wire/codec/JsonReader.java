package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Document;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Shape.Time.Format;
import dev.martlet.wire.shape.Structure;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads JSON into the values that shapes describe, checking each structure as it is complete.
 *
 * <p>Once a check has failed no further structure is made: the reader goes on only to find what
 * else is wrong, and leaves {@link #UNMADE} where values would stand.
 */
final class JsonReader {
  private static final Object UNMADE = "(not made)";

  private final JsonParser parser;
  private final @Nullable Checks checks;

  /**
   * @param checks of a request; null for a client, who takes an answer as it is: values that it
   *     does not know are absent to it
   */
  JsonReader(JsonParser parser, @Nullable Checks checks) {
    this.parser = parser;
    this.checks = checks;
  }

  /** Reads the value at the current token; null where it is JSON's null. */
  @Nullable Object read(Shape shape, @Nullable Path path) {
    if (parser.currentToken() == JsonToken.VALUE_NULL && !(shape instanceof Shape.Free)) {
      return null;
    }
    return switch (shape) {
      case Shape.Text text -> text("String");
      case Shape.Enumeration options -> option(options);
      case Shape.Bytes bytes -> bytes();
      case Shape.Flag flag -> flag();
      case Shape.Numeral numeral -> number(numeral.kind());
      case Shape.Time time -> time(Objects.requireNonNullElse(time.format(), Format.EPOCH_SECONDS));
      case Shape.Free free -> document();
      case Shape.Sequence sequence -> sequence(sequence, path);
      case Shape.Mapping mapping -> mapping(mapping, path);
      case Structure<?> structure -> structure(structure, path);
      case Shape.Stream stream -> throw new IllegalStateException("a stream inside JSON");
    };
  }

  private @Nullable Object structure(Structure<?> structure, @Nullable Path path) {
    @Nullable Object[] values = new Object[structure.members().size()];
    if (structure.union()) {
      if (!union(structure, values, path)) {
        return null;
      }
    } else {
      members(structure, values, path);
      defaults(structure, values);
    }
    if (checks != null) {
      checks.structure(structure, values, path);
      if (checks.failed()) {
        return UNMADE;
      }
    }
    return structure.construct(values);
  }

  /** Puts the members of the current object in their places; skips those it does not know. */
  void members(Structure<?> structure, @Nullable Object[] values, @Nullable Path path) {
    expect(JsonToken.START_OBJECT, structure.name());
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      int index = structure.indexOf(parser.currentName());
      parser.nextToken();
      if (index < 0) {
        parser.skipChildren();
      } else {
        Member member = structure.members().get(index);
        values[index] = read(member.shape(), Path.of(path, member.name()));
      }
    }
  }

  static void defaults(Structure<?> structure, @Nullable Object[] values) {
    for (int index = 0; index < values.length; index++) {
      if (values[index] == null) {
        values[index] = structure.members().get(index).defaultValue();
      }
    }
  }

  /** Returns false where a client meets a member that it does not know. */
  private boolean union(Structure<?> union, @Nullable Object[] values, @Nullable Path path) {
    expect(JsonToken.START_OBJECT, union.name());
    int set = 0;
    boolean known = true;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int index = union.indexOf(name);
      boolean empty = parser.nextToken() == JsonToken.VALUE_NULL;
      boolean free = index >= 0 && union.members().get(index).shape() instanceof Shape.Free;
      if ((index < 0 && name.equals("__type")) || (empty && !free)) {
        parser.skipChildren();
      } else if (index < 0) {
        parser.skipChildren();
        known = false;
        set++;
      } else {
        Member member = union.members().get(index);
        values[index] = read(member.shape(), Path.of(path, member.name()));
        set++;
      }
    }
    if (set == 1 && (known || checks == null)) {
      return known;
    }
    throw new Malformed("Union " + union.name() + " must have exactly one member");
  }

  private List<@Nullable Object> sequence(Shape.Sequence shape, @Nullable Path path) {
    expect(JsonToken.START_ARRAY, "List");
    List<@Nullable Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = read(shape.element(), Path.of(path, values.size()));
      if (value != null || shape.sparse()) {
        values.add(value);
      } else if (checks != null) {
        throw new Malformed("A list may not hold null");
      }
    }
    return values;
  }

  private Map<String, @Nullable Object> mapping(Shape.Mapping shape, @Nullable Path path) {
    expect(JsonToken.START_OBJECT, "Map");
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      Object value = read(shape.value(), Path.of(path, key));
      if (value != null || shape.sparse()) {
        values.put(key, value);
      } else if (checks != null) {
        throw new Malformed("A map may not hold null");
      }
    }
    return values;
  }

  private String text(String type) {
    expect(JsonToken.VALUE_STRING, type);
    return parser.getString();
  }

  private @Nullable Object option(Shape.Enumeration options) {
    String text = text("String");
    Object constant = options.find(text);
    return constant == null && checks != null ? text : constant;
  }

  private Blob bytes() {
    expect(JsonToken.VALUE_STRING, "Blob");
    return Blob.adopt(parser.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS));
  }

  private Boolean flag() {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw unexpected("Boolean");
    };
  }

  private Number number(Shape.Numeral.Kind kind) {
    return switch (kind) {
      case BYTE -> (byte) whole(Byte.MIN_VALUE, Byte.MAX_VALUE, "Byte");
      case SHORT -> (short) whole(Short.MIN_VALUE, Short.MAX_VALUE, "Short");
      case INTEGER -> (int) whole(Integer.MIN_VALUE, Integer.MAX_VALUE, "Integer");
      case LONG -> whole(Long.MIN_VALUE, Long.MAX_VALUE, "Long");
      case FLOAT -> isNumber() ? parser.getFloatValue() : (float) named("Float");
      case DOUBLE -> isNumber() ? parser.getDoubleValue() : named("Double");
      case BIG_INTEGER -> bigInteger();
      case BIG_DECIMAL -> {
        if (!isNumber()) {
          throw unexpected("BigDecimal");
        }
        yield parser.getDecimalValue();
      }
    };
  }

  private long whole(long min, long max, String type) {
    expect(JsonToken.VALUE_NUMBER_INT, type);
    long value = parser.getLongValue();
    if (value < min || value > max) {
      throw new Malformed(value + " cannot be converted to " + type);
    }
    return value;
  }

  private BigInteger bigInteger() {
    expect(JsonToken.VALUE_NUMBER_INT, "BigInteger");
    return parser.getBigIntegerValue();
  }

  private boolean isNumber() {
    JsonToken token = parser.currentToken();
    return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
  }

  /** The three numbers that JSON can only spell. */
  private double named(String type) {
    return switch (text(type)) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw unexpected(type);
    };
  }

  private Instant time(Format format) {
    if (format == Format.EPOCH_SECONDS) {
      if (!isNumber()) {
        throw unexpected("Timestamp");
      }
      return Times.ofSeconds(parser.getDecimalValue());
    }
    return Times.parse(text("Timestamp"), format, checks == null);
  }

  private Document document() {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> new Document.Null();
      case VALUE_STRING -> new Document.Text(parser.getString());
      case VALUE_TRUE -> new Document.Flag(true);
      case VALUE_FALSE -> new Document.Flag(false);
      case VALUE_NUMBER_INT -> new Document.Numeral(parser.getNumberValue());
      case VALUE_NUMBER_FLOAT -> new Document.Numeral(parser.getDecimalValue());
      case START_ARRAY -> {
        List<Document> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(document());
        }
        yield new Document.Items(items);
      }
      default -> {
        Map<String, Document> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, document());
        }
        yield new Document.Fields(fields);
      }
    };
  }

  private void expect(JsonToken token, String type) {
    if (parser.currentToken() != token) {
      throw unexpected(type);
    }
  }

  /** In the words of AWS's services. */
  private Malformed unexpected(String type) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> new Malformed("Start of structure or map found where not expected.");
      case START_ARRAY -> new Malformed("Start of list found where not expected");
      case VALUE_STRING -> new Malformed("STRING_VALUE cannot be converted to " + type);
      case VALUE_TRUE -> new Malformed("TRUE_VALUE cannot be converted to " + type);
      case VALUE_FALSE -> new Malformed("FALSE_VALUE cannot be converted to " + type);
      case VALUE_NUMBER_INT -> new Malformed("NUMBER_VALUE cannot be converted to " + type);
      case VALUE_NUMBER_FLOAT -> new Malformed("DECIMAL_VALUE cannot be converted to " + type);
      default -> new Malformed("NULL_VALUE cannot be converted to " + type);
    };
  }
}
