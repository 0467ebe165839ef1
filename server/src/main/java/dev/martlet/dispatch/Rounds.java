package dev.martlet.dispatch;

import dev.martlet.model.Clock;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * When a round is made: after every call there is one, and never two at once. Safe for all threads;
 * blocks nobody.
 */
final class Rounds {
  private static final System.Logger LOG = System.getLogger(Rounds.class.getName());
  private static final Duration PAUSE_WITHOUT_THREAD = Duration.ofSeconds(1);

  private final Runnable round;
  private final Clock clock;
  private final Executor executor;
  private final AtomicInteger calls = new AtomicInteger();
  private Clock.@Nullable Timer timer;

  /**
   * @param round is run by {@code executor}
   */
  Rounds(Runnable round, Clock clock, Executor executor) {
    this.round = round;
    this.clock = clock;
    this.executor = executor;
  }

  /** There may be something to do. */
  void call() {
    if (calls.getAndIncrement() == 0) {
      try {
        hand(this::run);
      } catch (RuntimeException | Error failure) {
        // Neither a thread nor a timer: whoever calls next begins anew.
        calls.set(0);
        LOG.log(Level.ERROR, "Events wait until the next one comes", failure);
      }
    }
  }

  /** There may be something to do then. To be called within a round: it is the only such call. */
  void callAfter(Duration delay) {
    if (timer != null) {
      timer.cancel();
    }
    Duration atMost = delay.compareTo(Retry.LONGEST_PAUSE) < 0 ? delay : Retry.LONGEST_PAUSE;
    timer = clock.schedule(atMost.isNegative() ? Duration.ZERO : atMost, this::call);
  }

  /** Has a task run. Without a thread for it now it is handed over again later, and not lost. */
  void hand(Runnable task) {
    try {
      executor.execute(task);
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.WARNING, "There is no thread for events for now", failure);
      var _ = clock.schedule(PAUSE_WITHOUT_THREAD, () -> hand(task));
    }
  }

  private void run() {
    boolean complete = false;
    try {
      int seen;
      do {
        seen = calls.get();
        round.run();
      } while (!calls.compareAndSet(seen, 0));
      complete = true;
    } finally {
      if (!complete) {
        // Should even the report of a failure fail, whoever calls next begins anew.
        calls.set(0);
      }
    }
  }
}
