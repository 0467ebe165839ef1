package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Locale;

/**
 * Calls of the kernel that Java has no face for. By number, as the C library does not know all of
 * them yet; so one handle serves all.
 */
enum SystemCall {
  OPENAT(257, 56),
  CLOSE(3, 57),
  LSEEK(8, 62),
  PREAD(17, 67),
  IOCTL(16, 29),
  SETNS(308, 268),
  FALLOCATE(285, 47),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432);

  static final int BUSY = 16;
  static final int NO_SUCH_ADDRESS = 6;

  /** Where the kernel's error is put. */
  static final MemoryLayout ERROR = Linker.Option.captureStateLayout();

  private static final VarHandle ERRNO =
      ERROR.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = syscall();

  private final long number;

  SystemCall(int onIntel, int onArm) {
    this.number = onArm() ? onArm : onIntel;
  }

  static boolean onArm() {
    return System.getProperty("os.arch", "").equals("aarch64");
  }

  /** The kernel refused. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1;
    private final int error;

    private Failed(SystemCall call, int error) {
      super(call.name().toLowerCase(Locale.ROOT) + " failed with error " + error);
      this.error = error;
    }

    int error() {
      return error;
    }
  }

  /**
   * Numbers and addresses of memory that the caller keeps alive meanwhile; zeros may be left out.
   */
  long call(long... arguments) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return call(arena.allocate(ERROR), arguments);
    }
  }

  /** The same for who keeps a place of the form {@link #ERROR} for the kernel's error. */
  long call(MemorySegment error, long... arguments) throws IOException {
    long[] all = Arrays.copyOf(arguments, 5);
    long result;
    try {
      result = (long) SYSCALL.invokeExact(error, number, all[0], all[1], all[2], all[3], all[4]);
    } catch (Error failure) {
      throw failure;
    } catch (Throwable failure) {
      // A method handle declares whatever may be thrown; this one throws nothing.
      throw new IOException(failure);
    }
    if (result < 0) {
      throw new Failed(this, (int) ERRNO.get(error, 0L));
    }
    return result;
  }

  // The product's options grant native access; what is called is listed above.
  @SuppressWarnings("restricted")
  private static MethodHandle syscall() {
    Linker linker = Linker.nativeLinker();
    MemoryLayout word = ValueLayout.JAVA_LONG;
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(word, word, word, word, word, word, word),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }
}
