package dev.martlet.model;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The machine's time; its one thread is named {@code martlet-clock}. */
public final class SystemClock implements Clock, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SystemClock.class.getName());

  private final ScheduledThreadPoolExecutor timers;

  public SystemClock() {
    timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("martlet-clock").daemon().factory());
    timers.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    // Whoever claims it first has it: a future alone would call a running task cancelled.
    AtomicBoolean claimed = new AtomicBoolean();
    ScheduledFuture<?> scheduled =
        timers.schedule(
            () -> {
              if (claimed.compareAndSet(false, true)) {
                runLogged(task);
              }
            },
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
    return () -> {
      boolean first = claimed.compareAndSet(false, true);
      scheduled.cancel(false);
      return first;
    };
  }

  // A task that throws must not take the timers of everybody else with it.
  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.ERROR, "A timer's task failed", failure);
    }
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
