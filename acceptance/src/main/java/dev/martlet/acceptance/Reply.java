package dev.martlet.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An answer over HTTP.
 *
 * @param headers by lower-case name, the last of each
 */
public record Reply(int status, Map<String, String> headers, String body) {
  private static final JsonFactory JSON = new JsonFactory();

  public Reply {
    headers = Map.copyOf(headers);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The error's code, without what AWS appends to it. */
  public String errorCode() {
    return header("x-amzn-errortype").map(type -> type.split(":", 2)[0]).orElse("");
  }

  /** The first member of that name in the body, wherever it is; empty if there is none. */
  public String member(String name) {
    return members(name).stream().findFirst().orElse("");
  }

  /** All members of that name in the body, wherever they are. */
  public List<String> members(String name) {
    List<String> values = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME && parser.currentName().equals(name)) {
          parser.nextToken();
          values.add(parser.getString());
        }
      }
    }
    return values;
  }
}
