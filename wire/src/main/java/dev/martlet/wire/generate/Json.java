package dev.martlet.wire.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON files as trees of ordered maps, lists, strings, numbers and booleans. */
final class Json {
  private Json() {}

  static Map<String, Object> read(Path file) {
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), file)) {
      parser.nextToken();
      return object(parser);
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser);
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private static List<Object> array(JsonParser parser) {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser);
      if (value != null) {
        items.add(value);
      }
    }
    return items;
  }

  /** {@code base} with {@code overlay} on top: objects are merged, everything else is replaced. */
  static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> overlay) {
    Map<String, Object> merged = new LinkedHashMap<>(base);
    overlay.forEach(
        (key, value) ->
            merged.merge(
                key,
                value,
                (below, above) ->
                    below instanceof Map<?, ?> && above instanceof Map<?, ?>
                        ? merge(asObject(below), asObject(above))
                        : above));
    return merged;
  }

  @SuppressWarnings("unchecked") // every object of a tree was made by object()
  static Map<String, Object> asObject(Object tree) {
    return (Map<String, Object>) tree;
  }
}
