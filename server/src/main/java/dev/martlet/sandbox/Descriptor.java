package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** An open file by its number, as the kernel's own calls want it. Not inherited by children. */
record Descriptor(int number) implements AutoCloseable {
  static final int READ = 0;
  static final int WRITE = 2;
  static final int DIRECTORY = SystemCall.onArm() ? 0x4000 : 0x10000;

  /** A new file in a folder, without a name: it is gone as soon as nobody has it open. */
  static final int NAMELESS = 0x400000 | DIRECTORY;

  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int HERE = -100;
  private static final int OWNER_ONLY = 0600;

  static Descriptor open(Path path, int flags) throws IOException {
    return open(HERE, path.toString(), flags);
  }

  /** Opens a path that begins at this folder. */
  Descriptor open(String path, int flags) throws IOException {
    return open(number, path, flags);
  }

  private static Descriptor open(int folder, String path, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path).address();
      return of(SystemCall.OPENAT.call(folder, name, flags | CLOSE_ON_EXEC, OWNER_ONLY));
    } catch (SystemCall.Failed failure) {
      throw new IOException(path + " cannot be opened: error " + failure.error(), failure);
    }
  }

  static Descriptor of(long number) {
    return new Descriptor((int) number);
  }

  /**
   * Reads what stands at its beginning, as much as the kernel gives at once.
   *
   * @param error where the kernel's error is put, of the form {@link SystemCall#ERROR}
   * @return how many bytes
   */
  long read(MemorySegment into, MemorySegment error) throws IOException {
    return SystemCall.PREAD.call(error, number, into.address(), into.byteSize(), 0);
  }

  /** The same file by a name that leads there as long as it is open. */
  Path path() {
    return Path.of("/proc/self/fd/" + number);
  }

  @Override
  public void close() throws IOException {
    long closed = SystemCall.CLOSE.call(number);
    assert closed == 0;
  }
}
