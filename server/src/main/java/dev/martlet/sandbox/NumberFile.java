package dev.martlet.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file of the kernel's that holds one number. It stays open, because it is read after every
 * invocation, in one call of the kernel. Not a channel: reading one on an interrupted thread closes
 * it for everybody. Safe for all threads.
 */
final class NumberFile implements Closeable {
  private static final int LONGEST = 32;

  private final Path path;
  private final Descriptor file;
  private boolean closed;

  NumberFile(Path path) throws IOException {
    this.path = path;
    this.file = Descriptor.open(path, Descriptor.READ);
  }

  /**
   * The number as it is now.
   *
   * @throws IOException if it is closed, or there is none any more
   */
  long read() throws IOException {
    String digits = new String(bytes(), StandardCharsets.US_ASCII).strip();
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException none) {
      throw new IOException(path + " holds no number: " + digits, none);
    }
  }

  // Under the lock, as the kernel may give a closed file's number to another one.
  private synchronized byte[] bytes() throws IOException {
    if (closed) {
      throw new IOException(path + " is closed");
    }
    return file.read(LONGEST);
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      file.close();
    }
  }
}
