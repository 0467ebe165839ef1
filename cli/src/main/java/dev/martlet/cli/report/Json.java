package dev.martlet.cli.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value, for the few documents that no shape describes and for {@code -o json}. */
public sealed interface Json {
  /** An object; its members keep their order. */
  record Members(Map<String, Json> values) implements Json {
    public Members {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** This object with one more member. */
    public Members with(String name, Json value) {
      Map<String, Json> all = new LinkedHashMap<>(values);
      all.put(name, value);
      return new Members(all);
    }

    /** This object with one more member that is a string. */
    public Members with(String name, String value) {
      return with(name, new Text(value));
    }

    /** This object with one more member that is a whole number. */
    public Members with(String name, long value) {
      return with(name, new Numeral(BigDecimal.valueOf(value)));
    }
  }

  /** An array. */
  record Items(List<Json> values) implements Json {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** A string. */
  record Text(String value) implements Json {}

  /** A number of any size. */
  record Numeral(BigDecimal value) implements Json {}

  /** True or false. */
  record Truth(boolean value) implements Json {}

  /** {@code null}. */
  record Nothing() implements Json {}

  /** An object without members, to start from. */
  static Members members() {
    return new Members(Map.of());
  }

  /** An array of what the list holds. */
  static Items items(List<? extends Json> values) {
    return new Items(new ArrayList<>(values));
  }

  /** The member of that name, if this is an object that has it. */
  default Optional<Json> member(String name) {
    return this instanceof Members members
        ? Optional.ofNullable(members.values().get(name))
        : Optional.empty();
  }

  /** The text of the member of that name, if it is a string. */
  default Optional<String> text(String name) {
    return member(name)
        .flatMap(
            value -> value instanceof Text text ? Optional.of(text.value()) : Optional.empty());
  }

  /** The values of the member of that name, none if it is no array. */
  default List<Json> list(String name) {
    return member(name)
        .map(value -> value instanceof Items items ? items.values() : List.<Json>of())
        .orElse(List.of());
  }
}
