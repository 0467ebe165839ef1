package dev.martlet.dispatch;

import dev.martlet.model.FunctionArn;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    OUT_OF_MEMORY,
    /** The JVM itself fails. It has happened. */
    OUT_OF_MEMORY_AFTERWARDS
  }

  final Deque<Failure> additions = new ArrayDeque<>();
  final Deque<Failure> takings = new ArrayDeque<>();
  final Deque<Failure> settlings = new ArrayDeque<>();
  final Deque<Failure> looks = new ArrayDeque<>();
  private final EventQueue inner;

  /** What other threads do just before a call, just after it, and while it reads. */
  Runnable meanwhile = () -> {};

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
    return call(additions, () -> inner.add(event), FlakyQueue::lost);
  }

  @Override
  public Taking take(FunctionArn function, Instant until, int max) {
    return call(takings, () -> inner.take(function, until, max), FlakyQueue::lost);
  }

  @Override
  public Settling settle(Attempt attempt, Settlement settlement) {
    return call(settlings, () -> inner.settle(attempt, settlement), FlakyQueue::lost);
  }

  @Override
  public int giveBack(Set<Attempt> held) {
    meanwhile.run();
    int given = inner.giveBack(held);
    meanwhile.run();
    return given;
  }

  @Override
  public void waiting(Consumer<Waiting> each) {
    switch (looks.poll()) {
      case OUT_OF_MEMORY, OUT_OF_MEMORY_AFTERWARDS -> throw new OutOfMemoryError("scripted");
      case ANSWER_LOST, REQUEST_LOST, DISK_FULL -> throw full();
      case null ->
          inner.waiting(
              waiting -> {
                meanwhile.run();
                each.accept(waiting);
              });
    }
  }

  private <T> T call(Deque<Failure> failures, Supplier<T> call, Supplier<? extends T> lost) {
    meanwhile.run();
    T answer =
        switch (failures.poll()) {
          case ANSWER_LOST -> {
            var _ = call.get();
            yield lost.get();
          }
          case REQUEST_LOST -> lost.get();
          case DISK_FULL -> throw full();
          case OUT_OF_MEMORY -> throw new OutOfMemoryError("scripted");
          case OUT_OF_MEMORY_AFTERWARDS -> {
            var _ = call.get();
            throw new OutOfMemoryError("scripted");
          }
          case null -> call.get();
        };
    meanwhile.run();
    return answer;
  }
}
