package dev.martlet.wire.sign;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request as it arrived. */
record Sent(
    String method, String rawPath, String rawQuery, Map<String, String> headers, String body)
    implements Signable {

  Sent {
    headers = Map.copyOf(headers);
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  Sent with(String name, String value) {
    Map<String, String> changed = new TreeMap<>(headers);
    changed.put(name, value);
    return new Sent(method, rawPath, rawQuery, changed, body);
  }

  Sent without(String name) {
    Map<String, String> changed = new TreeMap<>(headers);
    changed.remove(name);
    return new Sent(method, rawPath, rawQuery, changed, body);
  }

  /** With a part of its {@code Authorization} replaced. */
  Sent authorized(String part, String replacement) {
    String before = headers.getOrDefault("authorization", "");
    if (!before.contains(part)) {
      throw new IllegalArgumentException("Nothing to replace: " + part + " in " + before);
    }
    return with("authorization", before.replace(part, replacement));
  }

  /** With a part of its query replaced. */
  Sent asking(String part, String replacement) {
    if (!rawQuery.contains(part)) {
      throw new IllegalArgumentException("Nothing to replace: " + part + " in " + rawQuery);
    }
    return new Sent(method, rawPath, rawQuery.replace(part, replacement), headers, body);
  }

  Sent withBody(String changed) {
    return new Sent(method, rawPath, rawQuery, headers, changed);
  }

  Sent to(String path) {
    return new Sent(method, path, rawQuery, headers, body);
  }
}
