package dev.martlet.wire.shape;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The value of a streaming member, written once by the thread that owns it.
 *
 * <p>In an input the handler calls {@link #writeTo} to read what the client sends. In an output the
 * pipeline calls it after the head has gone out, on the thread of the request: a blocked write is
 * the back-pressure. A {@link Blob} is a body that may be written any number of times.
 */
@FunctionalInterface
public interface Body {
  /**
   * Writes all bytes; does not close {@code out}.
   *
   * @throws IOException if either side fails; what was written before stays written
   */
  void writeTo(OutputStream out) throws IOException;

  /** The length in bytes, or -1 where it is not known beforehand. */
  default long length() {
    return -1;
  }

  /** A body that reads {@code in} to its end, once. */
  static Body of(InputStream in) {
    return in::transferTo;
  }
}
