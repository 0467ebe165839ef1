package dev.martlet.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The three system calls that take a thread into the network namespace of another process. */
final class Namespaces {
  private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000;
  private static final int NETWORK = 0x40000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      function("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT);
  private static final MethodHandle SETNS =
      function("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private Namespaces() {}

  /** What to do in another namespace. */
  interface Errand<T> {
    T run() throws IOException;
  }

  /**
   * The namespace of this process, to which one platform thread goes back. Never for a virtual
   * thread: its carrier would stay abroad.
   */
  static final class Home {
    private final int descriptor;
    private boolean lost;

    private Home(int descriptor) {
      this.descriptor = descriptor;
    }

    /** Runs an errand in the network namespace of a process. Always on the same thread. */
    <T> T abroad(long process, Errand<T> errand) throws IOException {
      if (lost) {
        throw new IOException("The thread that opens listeners could not come back once");
      }
      int there = open("/proc/" + process + "/ns/net");
      try {
        enter(there);
        try {
          return errand.run();
        } finally {
          comeBack();
        }
      } finally {
        close(there);
      }
    }

    private void comeBack() throws IOException {
      lost = true;
      enter(descriptor);
      lost = false;
    }
  }

  /** To be called on the thread that will use it, which must be at home. */
  static Home home() throws IOException {
    return new Home(open("/proc/thread-self/ns/net"));
  }

  private static int open(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) OPEN.invokeExact(state, arena.allocateFrom(path), READ_ONLY_CLOSE_ON_EXEC);
      return checked(result, state, "open " + path);
    } catch (Throwable failure) {
      throw asIoException(failure);
    }
  }

  private static void enter(int namespace) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) SETNS.invokeExact(state, namespace, NETWORK);
      int entered = checked(result, state, "setns");
      assert entered == 0;
    } catch (Throwable failure) {
      throw asIoException(failure);
    }
  }

  private static void close(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) CLOSE.invokeExact(state, descriptor);
      int closed = checked(result, state, "close");
      assert closed == 0;
    } catch (Throwable failure) {
      throw asIoException(failure);
    }
  }

  private static int checked(int result, MemorySegment state, String call) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed with error " + (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  // A method handle declares whatever may be thrown; ours throw nothing.
  private static IOException asIoException(Throwable failure) {
    return switch (failure) {
      case IOException expected -> expected;
      case Error error -> throw error;
      default -> new IOException(failure);
    };
  }

  // The product's options grant native access; what is called is listed above.
  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters),
        Linker.Option.captureCallState("errno"));
  }
}
