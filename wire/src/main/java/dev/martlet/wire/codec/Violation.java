package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Length;
import dev.martlet.wire.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A constraint of the model that a value breaks. */
sealed interface Violation {
  /** Of the value itself. */
  Path path();

  /** A required member is absent. */
  record Absent(Path path) implements Violation {}

  /** The value breaks what its shape demands; {@code broken} says which demand. */
  record Unfit(Path path, Object value, Shape shape, Demand broken, @Nullable Within within)
      implements Violation {}

  /** A demand of a shape. */
  sealed interface Demand {
    /** Shorter than allowed, or longer. */
    record OfLength(Length length, long actual) implements Demand {}

    /** Does not match the pattern. */
    record OfPattern(String pattern) implements Demand {}

    /** Below the minimum, or above the maximum. */
    record OfRange(@Nullable Number min, @Nullable Number max, boolean tooSmall)
        implements Demand {}

    /** Not one of the values. */
    record OfSet(List<String> values) implements Demand {}

    /** Has equal entries. */
    record OfUniqueness() implements Demand {}
  }

  /** The list or map that holds the value, which AWS's wording names in its stead. */
  record Within(Path path, Object collection, boolean key) {}
}
