package dev.martlet.wire.shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value of no modelled shape. */
public sealed interface Document {
  /** JSON's {@code null}. */
  record Null() implements Document {}

  record Flag(boolean value) implements Document {}

  /** A number; Java's narrowest type that held it when it was read. */
  record Numeral(Number value) implements Document {}

  record Text(String value) implements Document {}

  record Items(List<Document> values) implements Document {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** Fields in the order in which they were read. */
  record Fields(Map<String, Document> values) implements Document {
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * The document for a tree of maps, lists, strings, numbers, booleans and nulls.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Document of(@Nullable Object tree) {
    return switch (tree) {
      case null -> new Null();
      case Document document -> document;
      case Boolean flag -> new Flag(flag);
      case Number number -> new Numeral(number);
      case String text -> new Text(text);
      case List<?> items -> {
        List<Document> values = new ArrayList<>(items.size());
        items.forEach(item -> values.add(of(item)));
        yield new Items(values);
      }
      case Map<?, ?> fields -> {
        Map<String, Document> values = new LinkedHashMap<>();
        fields.forEach((key, value) -> values.put((String) key, of(value)));
        yield new Fields(values);
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + tree.getClass());
    };
  }
}
