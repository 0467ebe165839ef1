package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The network namespace of this process, from which one platform thread goes to others and comes
 * back. Never for a virtual thread: its carrier would stay abroad.
 */
final class HomeNetwork {
  private static final int NETWORK = 0x40000000;

  private final Descriptor namespace;
  private boolean lost;

  private HomeNetwork(Descriptor namespace) {
    this.namespace = namespace;
  }

  /** To be called on the thread that will use it, which must be at home. */
  static HomeNetwork here() throws IOException {
    return new HomeNetwork(open("thread-self"));
  }

  /** What to do in another namespace. */
  interface Errand<T> {
    T run() throws IOException;
  }

  /** Runs an errand in the network namespace of a process. Always on the same thread. */
  <T> T abroad(long process, Errand<T> errand) throws IOException {
    if (lost) {
      throw new IOException("The thread that opens listeners could not come back once");
    }
    try (Descriptor there = open(Long.toString(process))) {
      enter(there);
      try {
        return errand.run();
      } finally {
        comeBack();
      }
    }
  }

  private void comeBack() throws IOException {
    lost = true;
    enter(namespace);
    lost = false;
  }

  private static Descriptor open(String process) throws IOException {
    return Descriptor.open(Path.of("/proc", process, "ns/net"), Descriptor.READ);
  }

  private static void enter(Descriptor namespace) throws IOException {
    long entered = SystemCall.SETNS.call(namespace.number(), NETWORK);
    assert entered == 0;
  }
}
