package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Document;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Shape.Time.Format;
import dev.martlet.wire.shape.Structure;
import dev.martlet.wire.shape.WireEnum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;

/** Writes the values that shapes describe as JSON. Absent members are left out. */
record JsonWriter(JsonGenerator json) {
  void write(Shape shape, @Nullable Object value) {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (shape) {
      case Shape.Text text -> json.writeString((String) value);
      case Shape.Enumeration options -> json.writeString(((WireEnum) value).wire());
      case Shape.Bytes bytes -> bytes((Blob) value);
      case Shape.Flag flag -> json.writeBoolean((Boolean) value);
      case Shape.Numeral numeral -> number((Number) value);
      case Shape.Time time ->
          time((Instant) value, Objects.requireNonNullElse(time.format(), Format.EPOCH_SECONDS));
      case Shape.Free free -> document((Document) value);
      case Shape.Sequence sequence -> {
        json.writeStartArray();
        ((List<?>) value).forEach(element -> write(sequence.element(), element));
        json.writeEndArray();
      }
      case Shape.Mapping mapping -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          json.writeName((String) entry.getKey());
          write(mapping.value(), entry.getValue());
        }
        json.writeEndObject();
      }
      case Structure<?> structure -> structure(structure, value);
      case Shape.Stream stream -> throw new IllegalStateException("a stream inside JSON");
    }
  }

  private <T> void structure(Structure<T> structure, Object value) {
    @SuppressWarnings("unchecked") // a value of this shape is what its owner gave out
    T typed = (T) value;
    json.writeStartObject();
    List<Member> members = structure.members();
    for (int index = 0; index < members.size(); index++) {
      member(members.get(index), structure.value(typed, index));
    }
    json.writeEndObject();
  }

  /** Writes the member's name and value, unless it is absent. */
  void member(Member member, @Nullable Object value) {
    if (value != null) {
      json.writeName(member.wireName());
      write(member.shape(), value);
    }
  }

  private void bytes(Blob value) {
    json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, value.stream(), value.size());
  }

  private void time(Instant value, Format format) {
    if (format == Format.EPOCH_SECONDS) {
      json.writeNumber(Times.seconds(value.truncatedTo(ChronoUnit.MILLIS)));
    } else {
      json.writeString(Times.format(value, format));
    }
  }

  private void number(Number value) {
    switch (value) {
      case Integer whole -> json.writeNumber(whole.intValue());
      case Long whole -> json.writeNumber(whole.longValue());
      case Short whole -> json.writeNumber(whole.shortValue());
      case Byte whole -> json.writeNumber(whole.shortValue());
      case Float single -> fraction(single, Float.isFinite(single));
      case Double twice -> fraction(twice, Double.isFinite(twice));
      case BigInteger whole -> json.writeNumber(whole);
      case BigDecimal exact -> json.writeNumber(exact);
      default -> throw new IllegalStateException("no number of the wire: " + value.getClass());
    }
  }

  private void fraction(Number value, boolean finite) {
    if (finite) {
      json.writeNumber(value.toString());
    } else {
      json.writeString(value.toString());
    }
  }

  private void document(Document document) {
    switch (document) {
      case Document.Null nothing -> json.writeNull();
      case Document.Flag flag -> json.writeBoolean(flag.value());
      case Document.Numeral numeral -> number(numeral.value());
      case Document.Text text -> json.writeString(text.value());
      case Document.Items items -> {
        json.writeStartArray();
        items.values().forEach(this::document);
        json.writeEndArray();
      }
      case Document.Fields fields -> {
        json.writeStartObject();
        fields
            .values()
            .forEach(
                (name, value) -> {
                  json.writeName(name);
                  document(value);
                });
        json.writeEndObject();
      }
    }
  }
}
