package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Where each sandbox's {@code /tmp} comes from. Safe for all threads. */
interface Scratches extends AutoCloseable {
  /**
   * Prepares the first, in the background.
   *
   * @param trial starts a sandbox with one, and says why it does not work; empty if it does
   */
  default void begin(Function<Scratch, Optional<String>> trial) {
    // What is made in no time needs no preparation.
  }

  /**
   * One that nobody has used.
   *
   * @throws IOException if there is room neither on a disk nor in memory
   */
  Scratch take(SandboxLimits limits) throws IOException;

  /** Nobody uses it any more: blocks until nothing of it is left. */
  void discard(Scratch scratch);

  /** Why the next one is in memory; empty if it is on disk. */
  Optional<String> obstacle();

  @Override
  void close();

  /**
   * One in memory leaves a quarter of it to the processes: {@code /tmp} is full before memory is.
   */
  static Scratch.Memory inMemory(SandboxLimits limits) {
    ByteSize threeQuarters = new ByteSize(limits.memory().bytes() / 4 * 3);
    boolean fits = limits.temporary().compareTo(threeQuarters) <= 0;
    return new Scratch.Memory(fits ? limits.temporary() : threeQuarters);
  }

  /** Gives what {@code source} makes, and has nothing to discard. */
  record Given(Function<SandboxLimits, Scratch> source, Optional<String> obstacle)
      implements Scratches {
    @Override
    public Scratch take(SandboxLimits limits) {
      return source.apply(limits);
    }

    @Override
    public void discard(Scratch scratch) {
      // The kernel frees what is in memory with the last process that saw it.
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
