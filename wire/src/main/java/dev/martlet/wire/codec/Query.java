package dev.martlet.wire.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed query: the values of each key, in order. A key without a value has an empty one. */
record Query(Map<String, List<String>> parameters) {
  /** More parameters than this are not read. */
  static final int MAX_PARAMETERS = 1000;

  private static final Query EMPTY = new Query(Map.of());

  static Query parse(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return EMPTY;
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    String[] pairs = query.split("&", MAX_PARAMETERS + 1);
    if (pairs.length > MAX_PARAMETERS) {
      throw new Malformed("more than " + MAX_PARAMETERS + " query parameters");
    }
    for (String pair : pairs) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters
            .computeIfAbsent(Percent.decode(key, true), each -> new ArrayList<>(1))
            .add(Percent.decode(value, true));
      }
    }
    return new Query(parameters);
  }

  List<String> all(String key) {
    return parameters.getOrDefault(key, List.of());
  }
}
