package dev.martlet.aws;

import dev.martlet.http.Answer;
import dev.martlet.http.BodyTooLargeException;
import dev.martlet.http.Exchange;
import dev.martlet.http.Field;
import dev.martlet.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request from a script, which keeps its answer. */
final class ScriptedExchange implements Exchange {
  private final String method;
  private final String path;
  private final String query;
  private final Map<String, String> headers = new TreeMap<>();
  private final Bytes body;
  private final ByteArrayOutputStream streamed = new ByteArrayOutputStream();
  private @Nullable Answer answer;
  private boolean bodyRead;

  ScriptedExchange(String method, String target, Map<String, String> headers, String body) {
    int question = target.indexOf('?');
    this.method = method;
    this.path = question < 0 ? target : target.substring(0, question);
    this.query = question < 0 ? "" : target.substring(question + 1);
    this.body = Bytes.utf8(body);
    headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value));
    this.headers.putIfAbsent("host", "127.0.0.1:4566");
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public String rawQuery() {
    return query;
  }

  @Override
  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  @Override
  public List<String> headerValues(String lowerCaseName) {
    String value = headers.get(lowerCaseName);
    return value == null ? List.of() : List.of(value);
  }

  @Override
  public List<String> headerNames() {
    return List.copyOf(headers.keySet());
  }

  @Override
  public String endpoint() {
    return "http://" + headers.get("host");
  }

  @Override
  public String remote() {
    return "127.0.0.1:1";
  }

  @Override
  public Bytes body(int limit) throws IOException {
    bodyRead = true;
    if (body.length() > limit) {
      throw new BodyTooLargeException(limit);
    }
    return body;
  }

  @Override
  public void respond(Answer given) {
    if (answered()) {
      throw new IllegalStateException("Answered twice");
    }
    answer = given;
  }

  @Override
  public OutputStream stream(int status, List<Field> fields) {
    respond(new Answer(status, fields, Bytes.EMPTY));
    return streamed;
  }

  @Override
  public boolean answered() {
    return answer != null;
  }

  boolean bodyRead() {
    return bodyRead;
  }

  Answer answer() {
    if (answer == null) {
      throw new AssertionError("There is no answer to " + method + " " + path);
    }
    return answer;
  }

  String text() {
    return answer().body().utf8() + streamed;
  }

  String field(String name) {
    return answer().fields().stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst()
        .orElse("");
  }
}
