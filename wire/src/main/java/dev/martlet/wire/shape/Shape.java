package dev.martlet.wire.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The static description of a value: what it is, and what it must satisfy. The Java type of a value
 * of each shape is named beside it.
 */
public sealed interface Shape permits Shape.Simple, Shape.Sequence, Shape.Mapping, Structure {
  /** Shapes whose values hold no other values. */
  sealed interface Simple extends Shape {}

  /** Whether values must not appear in messages or logs. */
  default boolean sensitive() {
    return false;
  }

  /** {@link String}. */
  record Text(Length length, @Nullable Regex pattern, boolean sensitive) implements Simple {
    public static final Text ANY = new Text(Length.ANY, null, false);
  }

  /**
   * A {@link WireEnum} among {@code constants}, in the order of the model; messages do not tell of
   * the {@code internal} ones.
   */
  record Enumeration(List<? extends WireEnum> constants, List<String> internal, boolean sensitive)
      implements Simple {
    public Enumeration {
      constants = List.copyOf(constants);
      internal = List.copyOf(internal);
    }

    /** The values that messages may name. */
    public List<String> named() {
      return constants.stream()
          .map(WireEnum::wire)
          .filter(value -> !internal.contains(value))
          .toList();
    }

    /** The constant whose wire form is {@code value}, or null. */
    public @Nullable WireEnum find(String value) {
      for (WireEnum constant : constants) {
        if (constant.wire().equals(value)) {
          return constant;
        }
      }
      return null;
    }
  }

  /** {@link Blob}. */
  record Bytes(Length length, boolean sensitive) implements Simple {
    public static final Bytes ANY = new Bytes(Length.ANY, false);
  }

  /** {@link Body}. */
  record Stream() implements Simple {}

  /** {@link Boolean}. */
  record Flag() implements Simple {
    public static final Flag ANY = new Flag();
  }

  /** A {@link Number} of the type that {@code kind} names. */
  record Numeral(Kind kind, @Nullable Number min, @Nullable Number max, List<Integer> allowed)
      implements Simple {
    /** The Java type of the number. */
    public enum Kind {
      BYTE,
      SHORT,
      INTEGER,
      LONG,
      FLOAT,
      DOUBLE,
      BIG_INTEGER,
      BIG_DECIMAL
    }

    public Numeral {
      allowed = List.copyOf(allowed);
    }

    public static Numeral any(Kind kind) {
      return new Numeral(kind, null, null, List.of());
    }
  }

  /** {@link java.time.Instant}; {@code format} is null where the protocol chooses by location. */
  record Time(@Nullable Format format) implements Simple {
    /** How an instant is written. */
    public enum Format {
      /** Seconds since 1970, perhaps with a fraction. */
      EPOCH_SECONDS,
      /** {@code 2026-11-21T10:00:00Z}. */
      DATE_TIME,
      /** {@code Sat, 21 Nov 2026 10:00:00 GMT}. */
      HTTP_DATE
    }
  }

  /** {@link Document}. */
  record Free() implements Simple {}

  /** {@link List}; {@code sparse} ones may hold nulls, {@code unique} ones no equal values. */
  record Sequence(Shape element, Length length, boolean sparse, boolean unique, boolean sensitive)
      implements Shape {}

  /** {@link java.util.Map} whose keys are strings of {@code key} (a text or an enumeration). */
  record Mapping(Shape key, Shape value, Length length, boolean sparse, boolean sensitive)
      implements Shape {}
}
