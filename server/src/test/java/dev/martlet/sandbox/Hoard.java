package dev.martlet.sandbox;

import java.util.List;

/** Something of which a hostile program takes ever more, and how that may end. */
record Hoard(String what, List<Ending> endings) {
  private static final Ending KILLED = new Ending.OutOfMemory();
  private static final Ending REFUSED = new Ending.Exited(0);

  /** The kernel has nothing to refuse with but a kill. */
  private static Hoard killed(String what) {
    return new Hoard(what, List.of(KILLED));
  }

  /** A limit of its own is met first. */
  private static Hoard refused(String what) {
    return new Hoard(what, List.of(REFUSED));
  }

  /** It depends on the machine which of its limits is met first. */
  private static Hoard ended(String what) {
    return new Hoard(what, List.of(REFUSED, KILLED));
  }

  static List<Hoard> all() {
    return List.of(
        killed("heap"),
        killed("memory that is shared"),
        killed("memory with a key"),
        killed("files without a name"),
        killed("addresses"),
        refused("bytes in files"),
        ended("large pages"),
        ended("bytes in Unix streams"),
        ended("Unix datagrams"),
        ended("bytes in TCP streams"),
        ended("bytes in pipes"),
        ended("messages"),
        ended("semaphores"),
        ended("descriptors in flight"),
        ended("files"),
        ended("folders in folders"),
        ended("links"),
        ended("labels of files"),
        ended("timers"),
        ended("signals in a queue"));
  }

  @Override
  public String toString() {
    return what;
  }
}
