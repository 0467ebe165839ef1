package dev.martlet.wire.generate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of a model file, read by key. Keys that are absent read as null, false or empty. */
record Node(Map<String, Object> fields) {
  @Nullable String text(String key) {
    return (String) fields.get(key);
  }

  String text(String key, String fallback) {
    return (String) fields.getOrDefault(key, fallback);
  }

  @Nullable Number number(String key) {
    return (Number) fields.get(key);
  }

  boolean flag(String key) {
    return Boolean.TRUE.equals(fields.get(key));
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  @Nullable Object raw(String key) {
    return fields.get(key);
  }

  List<String> texts(String key) {
    return fields.get(key) instanceof List<?> items
        ? items.stream().map(String.class::cast).toList()
        : List.of();
  }

  Node node(String key) {
    Object child = fields.get(key);
    return new Node(child == null ? Map.of() : Json.asObject(child));
  }

  /** The objects under {@code key} by name, in the order of the file. */
  Map<String, Node> nodes(String key) {
    Map<String, Node> children = new LinkedHashMap<>();
    node(key).fields.forEach((name, child) -> children.put(name, new Node(Json.asObject(child))));
    return children;
  }
}
