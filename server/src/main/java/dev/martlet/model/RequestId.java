package dev.martlet.model;

/** The id of one request: a UUID, version 4, in its text form. */
public record RequestId(String value) {
  public RequestId {
    if (value.length() != 36) {
      throw new IllegalArgumentException("A request id is a UUID: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
