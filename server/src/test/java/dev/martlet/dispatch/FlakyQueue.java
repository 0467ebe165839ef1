package dev.martlet.dispatch;

import dev.martlet.model.FunctionArn;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** A queue whose next calls fail as a test says. */
final class FlakyQueue implements EventQueue {
  /** How a call fails. */
  enum Failure {
    /** It has happened, but nobody is told. */
    ANSWER_LOST,
    /** It has not happened, and nobody knows. */
    REQUEST_LOST,
    /** It has not happened. */
    DISK_FULL,
    /** The JVM itself fails. It has not happened. */
    OUT_OF_MEMORY
  }

  final Deque<Failure> additions = new ArrayDeque<>();
  final Deque<Failure> takings = new ArrayDeque<>();
  final Deque<Failure> settlings = new ArrayDeque<>();
  final Deque<Failure> looks = new ArrayDeque<>();
  private final EventQueue inner;

  FlakyQueue(EventQueue inner) {
    this.inner = inner;
  }

  private static Unknown lost() {
    return new Unknown(new IOException("scripted"));
  }

  private static IllegalStateException full() {
    return new IllegalStateException("scripted: the disk is full");
  }

  @Override
  public Addition add(QueuedEvent event) {
    return switch (additions.poll()) {
      case ANSWER_LOST -> {
        inner.add(event);
        yield lost();
      }
      case REQUEST_LOST -> lost();
      case DISK_FULL -> throw full();
      case OUT_OF_MEMORY -> throw new OutOfMemoryError("scripted");
      case null -> inner.add(event);
    };
  }

  @Override
  public Taking take(FunctionArn function, Instant until, int max) {
    return switch (takings.poll()) {
      case ANSWER_LOST -> {
        inner.take(function, until, max);
        yield lost();
      }
      case REQUEST_LOST -> lost();
      case DISK_FULL -> throw full();
      case OUT_OF_MEMORY -> throw new OutOfMemoryError("scripted");
      case null -> inner.take(function, until, max);
    };
  }

  @Override
  public Settling settle(Attempt attempt, Settlement settlement) {
    return switch (settlings.poll()) {
      case ANSWER_LOST -> {
        inner.settle(attempt, settlement);
        yield lost();
      }
      case REQUEST_LOST -> lost();
      case DISK_FULL -> throw full();
      case OUT_OF_MEMORY -> throw new OutOfMemoryError("scripted");
      case null -> inner.settle(attempt, settlement);
    };
  }

  @Override
  public Returned giveBack(Set<Attempt> held) {
    return inner.giveBack(held);
  }

  @Override
  public List<Waiting> waiting() {
    return switch (looks.poll()) {
      case OUT_OF_MEMORY -> throw new OutOfMemoryError("scripted");
      case ANSWER_LOST, REQUEST_LOST, DISK_FULL -> throw full();
      case null -> inner.waiting();
    };
  }
}
