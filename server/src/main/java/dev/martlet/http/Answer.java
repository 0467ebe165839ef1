package dev.martlet.http;

import dev.martlet.model.Bytes;
import java.util.List;

/**
 * A whole answer. The server adds the length, the date and what the connection needs.
 *
 * @param fields in the order in which they are sent
 */
public record Answer(int status, List<Field> fields, Bytes body) {
  public Answer {
    fields = List.copyOf(fields);
  }

  /** A sentence for people, with a newline at its end. */
  public static Answer text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", Bytes.utf8(text + "\n"));
  }

  /** A JSON document. */
  public static Answer json(int status, String json) {
    return of(status, "application/json", Bytes.utf8(json));
  }

  public static Answer of(int status, String contentType, Bytes body) {
    return new Answer(status, List.of(new Field(Field.CONTENT_TYPE, contentType)), body);
  }
}
