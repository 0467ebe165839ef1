package dev.martlet.pool;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Where one version's invocations wait while its {@link Crowd} is full: moments, and {@link
 * Crowd#PATIENCE} twice at most. All methods are to be called with the pool's lock held, and {@link
 * #enter} releases it while it waits.
 */
final class Gate {
  // A thread that runs is ahead of one that has to be woken, and to let it go first saves a tenth
  // of all time; but nobody is to be overtaken for long.
  private static final Duration MANNERS = Duration.ofMillis(1);

  private final Lock lock;
  private final Clock clock;
  private final Crowd crowd;
  private final Deque<Held> held = new ArrayDeque<>();
  private boolean watched;
  private boolean abandoned;

  Gate(Lock lock, Clock clock, int enough) {
    this.lock = lock;
    this.clock = clock;
    this.crowd = new Crowd(enough, clock.nanoTime());
  }

  /** Waits until one more may be at work, or until nobody minds any more. */
  void enter() {
    if (mayPass()) {
      return;
    }
    Held me = new Held(clock.nanoTime());
    held.add(me);
    if (!watched) {
      watch();
    }
    while (!abandoned && !me.equals(next())) {
      lock.unlock();
      me.sleep();
      lock.lock();
    }
    held.remove(me);
    me.leave();
  }

  private boolean mayPass() {
    if (crowd.full()) {
      return abandoned;
    }
    Held first = held.peekFirst();
    return first == null || first.waited(clock.nanoTime()) < MANNERS.toNanos();
  }

  /** Whom to wake, now that something has changed: the first who waits, if there is room for it. */
  @Nullable Held next() {
    return crowd.full() ? null : held.peekFirst();
  }

  /** An environment begins to work. */
  void began() {
    crowd.began();
  }

  /** An environment has ended an invocation. */
  void ended() {
    crowd.ended(clock.nanoTime(), !held.isEmpty());
  }

  /** Nobody waits here from now on. */
  void abandon() {
    abandoned = true;
    held.forEach(Held::wake);
  }

  /** Nobody waits here at this moment. */
  boolean empty() {
    return held.isEmpty();
  }

  // One timer for all: they are many, and each waits for moments only.
  private void watch() {
    watched = true;
    clock.schedule(Crowd.PATIENCE, this::look);
  }

  private void look() {
    lock.lock();
    try {
      watched = false;
      Held first = held.peekFirst();
      long now = clock.nanoTime();
      if (first != null && first.waited(now) >= Crowd.PATIENCE.toNanos()) {
        crowd.lost(now);
        Held.wake(first);
      } else if (first != null) {
        watch();
      }
    } finally {
      lock.unlock();
    }
  }
}
