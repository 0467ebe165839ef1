package dev.martlet.pool;

import dev.martlet.model.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Where one version's invocations wait while its {@link Crowd} has no room: for their turn, as long
 * as those at work end. All methods are to be called with the pool's lock held, and {@link #enter}
 * releases it while it waits.
 */
final class Gate {
  /** When two such times in a row are {@linkplain Crowd#isSlack slack}, all are let in. */
  static final Duration PATIENCE = Duration.ofMillis(25);

  // A thread that runs is ahead of one that has to be woken, and to let it go first saves a tenth
  // of all time; but nobody is to be overtaken for long.
  private static final Duration MANNERS = Duration.ofMillis(1);

  private final Lock lock;
  private final Clock clock;
  private final Crowd crowd;
  private final Deque<Held> held = new ArrayDeque<>();
  private boolean abandoned;

  private boolean watched;
  private boolean stalled;
  private long endsSinceLook;

  Gate(Lock lock, Clock clock, int enough) {
    this.lock = lock;
    this.clock = clock;
    this.crowd = new Crowd(enough, clock.nanoTime());
  }

  /** Waits until one more may be at work. */
  void enter() {
    if (mayPass()) {
      return;
    }
    Held me = new Held(clock.nanoTime());
    held.add(me);
    try {
      while (isHeldBack(me)) {
        if (!watched) {
          watch();
        }
        sleep(me);
      }
    } finally {
      held.remove(me);
      me.leave();
    }
    if (crowd.room() > 1) {
      Held.wake(held.peekFirst());
    }
  }

  private boolean mayPass() {
    if (abandoned || !crowd.holdsBack()) {
      return true;
    }
    Held first = held.peekFirst();
    return crowd.room() > 0
        && (first == null || clock.nanoTime() - first.since() < MANNERS.toNanos());
  }

  private boolean isHeldBack(Held somebody) {
    return !abandoned && crowd.holdsBack() && !somebody.equals(next());
  }

  private void sleep(Held me) {
    lock.unlock();
    try {
      me.sleep();
    } finally {
      lock.lock();
    }
  }

  /** Whom to wake, now that something has changed: the first who waits, if there is room for it. */
  @Nullable Held next() {
    return crowd.room() > 0 ? held.peekFirst() : null;
  }

  /** An environment begins to work, or to start. */
  void began() {
    crowd.began();
  }

  /** One that was to start did not. */
  void failed() {
    crowd.failed();
  }

  /** An environment has ended an invocation. */
  void ended() {
    endsSinceLook++;
    boolean before = crowd.holdsBack();
    crowd.ended(clock.nanoTime(), !held.isEmpty());
    if (before && !crowd.holdsBack()) {
      held.forEach(Held::wake);
    }
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
    clock.schedule(PATIENCE, this::look);
    watched = true;
    endsSinceLook = 0;
  }

  // Twice, because in the first such time the whole process may have stood still.
  private void look() {
    lock.lock();
    try {
      watched = false;
      boolean before = stalled;
      stalled = !held.isEmpty() && crowd.isSlack(endsSinceLook, PATIENCE);
      if (before && stalled) {
        stalled = false;
        crowd.slackened(clock.nanoTime(), endsSinceLook);
        held.forEach(Held::wake);
      } else if (!held.isEmpty()) {
        watch();
      }
    } finally {
      lock.unlock();
    }
  }
}
