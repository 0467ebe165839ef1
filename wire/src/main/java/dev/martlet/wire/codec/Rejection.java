package dev.martlet.wire.codec;

import java.util.List;

/**
 * Why a request could not become an operation's input: always the client's to mend.
 *
 * @param code of the error that answers it, one that every service's {@code Api} has
 * @param message for people; quotes the request, but no sensitive member
 * @param fields what is wrong with which member, where the request could be read at all
 */
public record Rejection(String code, String message, List<Field> fields) {
  /** A member that breaks a constraint; the path is in the dialect's form. */
  public record Field(String path, String message) {}

  public Rejection {
    fields = List.copyOf(fields);
  }

  Rejection(String code, String message) {
    this(code, message, List.of());
  }
}
