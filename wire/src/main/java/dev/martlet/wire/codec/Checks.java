package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Length;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Regex;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of one request against the constraints of the model. Structures are checked one
 * by one as they are read, each with its own lists and maps; for one thread.
 */
final class Checks {
  /** An answer names at most this many violations. */
  static final int MAX_VIOLATIONS = 50;

  private final boolean wholePatterns;
  private final List<Violation> violations = new ArrayList<>();

  Checks(Dialect dialect) {
    this.wholePatterns = dialect == Dialect.SERVICE;
  }

  List<Violation> violations() {
    return violations;
  }

  boolean failed() {
    return !violations.isEmpty();
  }

  void structure(Structure<?> structure, @Nullable Object[] values, @Nullable Path path) {
    List<Member> members = structure.members();
    for (int index = 0; index < values.length; index++) {
      Member member = members.get(index);
      Object value = values[index];
      if (value != null) {
        value(member.shape(), value, path, member.name(), null);
      } else if (member.required()) {
        add(new Violation.Absent(Path.of(path, member.name())));
      }
    }
  }

  private void value(
      Shape shape, Object value, @Nullable Path parent, Object step, @Nullable Holder holder) {
    switch (shape) {
      case Shape.Text text -> text(text, (String) value, parent, step, holder);
      case Shape.Enumeration options -> option(options, value, parent, step, holder);
      case Shape.Bytes bytes ->
          length(bytes, bytes.length(), ((Blob) value).size(), value, parent, step, holder);
      case Shape.Numeral numeral -> range(numeral, (Number) value, parent, step, holder);
      case Shape.Sequence sequence -> sequence(sequence, (List<?>) value, Path.of(parent, step));
      case Shape.Mapping mapping -> mapping(mapping, (Map<?, ?>) value, Path.of(parent, step));
      case Shape.Flag flag -> {}
      case Shape.Time time -> {}
      case Shape.Free free -> {}
      case Shape.Stream stream -> {}
      case Structure<?> structure -> {}
    }
  }

  private void text(
      Shape.Text shape, String value, @Nullable Path parent, Object step, @Nullable Holder holder) {
    if (!shape.length().equals(Length.ANY)) {
      long points = value.codePointCount(0, value.length());
      length(shape, shape.length(), points, value, parent, step, holder);
    }
    Regex pattern = shape.pattern();
    if (pattern != null
        && !(wholePatterns ? pattern.matchesAll(value) : pattern.matchesPart(value))) {
      unfit(shape, value, parent, step, holder, new Violation.Demand.OfPattern(pattern.source()));
    }
  }

  private void option(
      Shape.Enumeration shape,
      Object value,
      @Nullable Path parent,
      Object step,
      @Nullable Holder holder) {
    // The reader leaves a text where no constant has that value; map keys always stay texts.
    if (value instanceof String text && shape.find(text) == null) {
      unfit(shape, value, parent, step, holder, new Violation.Demand.OfSet(shape.named()));
    }
  }

  private void length(
      Shape shape,
      Length length,
      long actual,
      Object value,
      @Nullable Path parent,
      Object step,
      @Nullable Holder holder) {
    if (actual < length.min() || actual > length.max()) {
      unfit(shape, value, parent, step, holder, new Violation.Demand.OfLength(length, actual));
    }
  }

  private void range(
      Shape.Numeral shape,
      Number value,
      @Nullable Path parent,
      Object step,
      @Nullable Holder holder) {
    Number min = shape.min();
    Number max = shape.max();
    boolean tooSmall = min != null && compare(value, min) < 0;
    if (tooSmall || (max != null && compare(value, max) > 0)) {
      unfit(shape, value, parent, step, holder, new Violation.Demand.OfRange(min, max, tooSmall));
    }
    if (!shape.allowed().isEmpty() && !shape.allowed().contains(value.intValue())) {
      List<String> values = shape.allowed().stream().map(String::valueOf).toList();
      unfit(shape, value, parent, step, holder, new Violation.Demand.OfSet(values));
    }
  }

  private static int compare(Number value, Number bound) {
    if (value instanceof Double || value instanceof Float) {
      return Double.compare(value.doubleValue(), bound.doubleValue());
    }
    return new BigDecimal(value.toString()).compareTo(new BigDecimal(bound.toString()));
  }

  private void sequence(Shape.Sequence shape, List<?> values, Path path) {
    length(shape, shape.length(), values.size(), values, path.parent(), path.step(), null);
    Holder holder = new Holder(path, values, false);
    for (int index = 0; index < values.size(); index++) {
      Object value = values.get(index);
      if (value != null) {
        value(shape.element(), value, path, index, holder);
      }
    }
    // Elements that broke a constraint have no value yet that could be compared.
    if (shape.unique() && !failed() && new HashSet<>(values).size() < values.size()) {
      var unique = new Violation.Demand.OfUniqueness();
      unfit(shape, values, path.parent(), path.step(), null, unique);
    }
  }

  private void mapping(Shape.Mapping shape, Map<?, ?> values, Path path) {
    length(shape, shape.length(), values.size(), values, path.parent(), path.step(), null);
    Holder keys = new Holder(path, values, true);
    Holder entries = new Holder(path, values, false);
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      value(shape.key(), entry.getKey(), path, entry.getKey(), keys);
      if (entry.getValue() != null) {
        value(shape.value(), entry.getValue(), path, entry.getKey(), entries);
      }
    }
  }

  private void unfit(
      Shape shape,
      Object value,
      @Nullable Path parent,
      Object step,
      @Nullable Holder holder,
      Violation.Demand broken) {
    Violation.Within within =
        holder == null
            ? null
            : new Violation.Within(holder.path(), holder.collection(), holder.keys());
    add(new Violation.Unfit(Path.of(parent, step), value, shape, broken, within));
  }

  private void add(Violation violation) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(violation);
    }
  }

  /** The collection whose elements, or keys, are being checked. */
  private record Holder(Path path, Object collection, boolean keys) {}
}
