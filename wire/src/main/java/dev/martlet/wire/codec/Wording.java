package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Length;
import dev.martlet.wire.shape.Regex;
import dev.martlet.wire.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells people which constraints a request breaks. */
interface Wording {
  /** What answers a request that breaks constraints, under the service's code for that. */
  Rejection rejection(String code, List<Violation> violations);

  static Wording of(Dialect dialect) {
    return switch (dialect) {
      case SERVICE -> new OfServices();
      case STRICT -> new OfSmithy();
    };
  }

  private static Rejection rejection(
      String code, String intro, String separator, List<Rejection.Field> fields) {
    String errors = fields.size() == 1 ? " validation error" : " validation errors";
    List<String> messages = fields.stream().map(Rejection.Field::message).toList();
    String message = fields.size() + errors + intro + String.join(separator, messages);
    return new Rejection(code, message, fields);
  }

  /**
   * The words of AWS's services: {@code 1 validation error detected: Value 'x' at 'runtime' failed
   * to satisfy constraint: Member must satisfy enum value set: [a, b]}. What is wrong with an
   * element is said about its list, with everything that elements must satisfy.
   */
  record OfServices() implements Wording {
    /** A value is quoted up to this length. */
    private static final int MAX_QUOTED = 1024;

    @Override
    public Rejection rejection(String code, List<Violation> violations) {
      List<Rejection.Field> fields = new ArrayList<>();
      for (Violation violation : violations) {
        Rejection.Field field = field(violation);
        if (!fields.contains(field)) {
          fields.add(field);
        }
      }
      return Wording.rejection(code, " detected: ", "; ", fields);
    }

    private static Rejection.Field field(Violation violation) {
      return switch (violation) {
        case Violation.Absent absent ->
            field(absent.path(), "Value null", "Member must not be null");
        case Violation.Unfit unfit -> {
          Violation.Within within = unfit.within();
          if (within == null) {
            String value = value(unfit.value(), unfit.shape());
            yield field(unfit.path(), value, words(unfit.broken()));
          }
          String all = "[" + String.join(", ", demands(unfit.shape())) + "]";
          yield field(
              within.path(), value(within.collection(), unfit.shape()), subject(within) + all);
        }
      };
    }

    private static Rejection.Field field(Path path, String value, String constraint) {
      String at = path.dotted();
      return new Rejection.Field(
          at, value + " at '" + at + "' failed to satisfy constraint: " + constraint);
    }

    private static String subject(Violation.Within within) {
      if (within.collection() instanceof List<?>) {
        return "Member must satisfy constraint: ";
      }
      return within.key()
          ? "Map keys must satisfy constraint: "
          : "Map value must satisfy constraint: ";
    }

    private static String value(Object value, Shape shape) {
      if (shape.sensitive()) {
        return "Value";
      }
      String text = value.toString();
      return "Value '%s'"
          .formatted(text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "...");
    }

    private static String words(Violation.Demand broken) {
      return switch (broken) {
        case Violation.Demand.OfLength(Length length, long actual) ->
            actual < length.min() ? minLength(length) : maxLength(length);
        case Violation.Demand.OfPattern(String pattern) -> pattern(pattern);
        case Violation.Demand.OfRange(Number min, Number max, boolean tooSmall) ->
            tooSmall
                ? "Member must have value greater than or equal to " + min
                : "Member must have value less than or equal to " + max;
        case Violation.Demand.OfSet(List<String> values) -> set(values);
        case Violation.Demand.OfUniqueness() -> "Member must have unique values";
      };
    }

    private static List<String> demands(Shape shape) {
      List<String> demands = new ArrayList<>();
      switch (shape) {
        case Shape.Text text -> {
          bounds(text.length(), demands);
          Regex pattern = text.pattern();
          if (pattern != null) {
            demands.add(pattern(pattern.source()));
          }
        }
        case Shape.Enumeration options -> demands.add(set(options.named()));
        case Shape.Bytes bytes -> bounds(bytes.length(), demands);
        case Shape.Numeral numeral -> range(numeral.min(), numeral.max(), demands);
        default -> {
          // Collections inside collections are told about themselves.
        }
      }
      demands.add("Member must not be null");
      return demands;
    }

    private static void bounds(Length length, List<String> demands) {
      if (length.max() != Long.MAX_VALUE) {
        demands.add(maxLength(length));
        demands.add(minLength(length));
      }
    }

    private static void range(@Nullable Number min, @Nullable Number max, List<String> demands) {
      if (max != null) {
        demands.add("Member must have value less than or equal to " + max);
      }
      if (min != null) {
        demands.add("Member must have value greater than or equal to " + min);
      }
    }

    private static String minLength(Length length) {
      return "Member must have length greater than or equal to " + length.min();
    }

    private static String maxLength(Length length) {
      return "Member must have length less than or equal to " + length.max();
    }

    private static String pattern(String pattern) {
      return "Member must satisfy regular expression pattern: " + pattern;
    }

    private static String set(List<String> values) {
      return "Member must satisfy enum value set: [" + String.join(", ", values) + "]";
    }
  }

  /** The words that Smithy's conformance cases expect, with a field list and no values. */
  record OfSmithy() implements Wording {
    @Override
    public Rejection rejection(String code, List<Violation> violations) {
      List<Rejection.Field> fields = violations.stream().map(OfSmithy::field).toList();
      return Wording.rejection(code, " detected. ", ". ", fields);
    }

    private static Rejection.Field field(Violation violation) {
      String path = where(violation).pointer();
      String words =
          switch (violation) {
            case Violation.Absent absent ->
                " failed to satisfy constraint: Member must not be null";
            case Violation.Unfit unfit -> words(unfit.broken());
          };
      Object at =
          violation instanceof Violation.Unfit unfit
                  && unfit.broken() instanceof Violation.Demand.OfLength(Length length, long actual)
              ? "Value with length " + actual
              : "Value";
      String message = at + " at '" + path + "'" + words;
      return new Rejection.Field(path, message);
    }

    /** What is wrong with a key is said about its map. */
    private static Path where(Violation violation) {
      if (violation instanceof Violation.Unfit unfit) {
        Violation.Within within = unfit.within();
        if (within != null && within.key()) {
          return within.path();
        }
      }
      return violation.path();
    }

    private static String words(Violation.Demand broken) {
      String demand =
          switch (broken) {
            case Violation.Demand.OfLength(Length length, long actual) ->
                "have length " + between(length.min(), bound(length.max()), length.min() > 0);
            case Violation.Demand.OfPattern(String pattern) ->
                "satisfy regular expression pattern: " + pattern;
            case Violation.Demand.OfRange(Number min, Number max, boolean tooSmall) ->
                "be " + between(min, max, min != null);
            case Violation.Demand.OfSet(List<String> values) ->
                "satisfy enum value set: [" + String.join(", ", values) + "]";
            case Violation.Demand.OfUniqueness() -> "have unique values";
          };
      return " failed to satisfy constraint: Member must " + demand;
    }

    private static @Nullable Number bound(long max) {
      return max == Long.MAX_VALUE ? null : max;
    }

    private static String between(@Nullable Number min, @Nullable Number max, boolean hasMin) {
      if (max == null) {
        return "greater than or equal to " + min;
      }
      return hasMin
          ? "between " + min + " and " + max + ", inclusive"
          : "less than or equal to " + max;
    }
  }
}
