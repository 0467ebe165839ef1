package dev.martlet.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  // Kept, because to make them anew costs as much as half the call.
  private final MemorySegment digits = Arena.ofAuto().allocate(LONGEST);
  private final MemorySegment error = Arena.ofAuto().allocate(SystemCall.ERROR);
  private boolean closed;

  NumberFile(Path path) throws IOException {
    this.path = path;
    this.file = Descriptor.open(path, Descriptor.READ);
  }

  /**
   * The number as it is now. Under the lock, as the kernel may give a closed file's number to
   * another one.
   *
   * @throws IOException if it is closed, or there is none any more
   */
  synchronized long read() throws IOException {
    if (closed) {
      throw new IOException(path + " is closed");
    }
    return number(file.read(digits, error));
  }

  private long number(long length) throws IOException {
    long end =
        length > 0 && digits.get(ValueLayout.JAVA_BYTE, length - 1) == '\n' ? length - 1 : length;
    long number = 0;
    for (long i = 0; i < end; i++) {
      int digit = digits.get(ValueLayout.JAVA_BYTE, i) - '0';
      if (digit < 0 || digit > 9) {
        throw none(length);
      }
      number = number * 10 + digit;
    }
    if (end == 0) {
      throw none(length);
    }
    return number;
  }

  private IOException none(long length) {
    byte[] found = digits.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    return new IOException(path + " holds no number: " + new String(found, StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      file.close();
    }
  }
}
