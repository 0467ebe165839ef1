package dev.martlet.wire.codec;

/** How a server reads requests, where AWS's services and Smithy's specification differ. */
public enum Dialect {
  /**
   * As AWS's services do: validation messages in their words, patterns that must match whole
   * values, any content type, an empty body for an empty object.
   */
  SERVICE,
  /** As Smithy specifies: what its conformance cases expect. */
  STRICT
}
