package dev.martlet.http;

/** One line of an answer's head. */
public record Field(String name, String value) {
  public static final String CONTENT_TYPE = "Content-Type";
  public static final String CONTENT_LENGTH = "Content-Length";
}
