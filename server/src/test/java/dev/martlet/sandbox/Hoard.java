package dev.martlet.sandbox;

import dev.martlet.sandbox.Isolation.Level;
import java.util.List;

/**
 * Something of which a hostile program takes ever more, and how that may end.
 *
 * @param weakest the weakest level of isolation at which it does
 */
record Hoard(Level weakest, String what, List<Ending> endings) {
  private static final Ending KILLED = new Ending.OutOfMemory();
  private static final Ending REFUSED = new Ending.Exited(0);

  /** The kernel has nothing to refuse with but a kill. */
  private static Hoard killed(Level weakest, String what) {
    return new Hoard(weakest, what, List.of(KILLED));
  }

  /** A limit of its own is met first. */
  private static Hoard refused(Level weakest, String what) {
    return new Hoard(weakest, what, List.of(REFUSED));
  }

  /** It depends on the machine which of its limits is met first. */
  private static Hoard ended(Level weakest, String what) {
    return new Hoard(weakest, what, List.of(REFUSED, KILLED));
  }

  static List<Hoard> all() {
    return List.of(
        killed(Level.NONE, "heap"),
        killed(Level.NONE, "heap under a false name"),
        killed(Level.NONE, "heap without a first thread"),
        killed(Level.NONE, "memory that is shared"),
        killed(Level.ROOT, "memory with a key"),
        killed(Level.ROOT, "files without a name"),
        killed(Level.NONE, "addresses"),
        refused(Level.USER, "bytes in files"),
        ended(Level.ROOT, "large pages"),
        ended(Level.ROOT, "bytes in Unix streams"),
        ended(Level.ROOT, "Unix datagrams"),
        ended(Level.ROOT, "bytes in TCP streams"),
        ended(Level.USER, "bytes in pipes"),
        ended(Level.ROOT, "messages"),
        ended(Level.ROOT, "semaphores"),
        ended(Level.USER, "descriptors in flight"),
        ended(Level.USER, "files"),
        ended(Level.USER, "folders in folders"),
        ended(Level.USER, "links"),
        ended(Level.USER, "labels of files"),
        ended(Level.USER, "timers"),
        ended(Level.USER, "signals in a queue"));
  }

  @Override
  public String toString() {
    return what;
  }
}
