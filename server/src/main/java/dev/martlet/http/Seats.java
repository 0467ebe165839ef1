package dev.martlet.http;

import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads that connections may have for their own, and who should have one: what wakes
 * a virtual thread is another thread, which must be woken first. That is most of the time that a
 * call takes when few come, and cheaper than a platform thread's waking when many do.
 *
 * <p>A connection that is idle, or waits for a long invocation, needs no processor: after a while
 * another one may take its seat, and it notices when it is between two requests.
 *
 * <p>Safe for use by many threads.
 */
final class Seats {
  private static final int THREADS_PER_SEAT = 8;
  private static final int ABSENT = 32;
  private static final int CALM = 16;

  private final AtomicReferenceArray<@Nullable Seat> seats;
  private final Semaphore threads;
  private final AtomicLong begun = new AtomicLong();

  /**
   * @param count how many there are: no more than processors, as they run beside the virtual
   *     threads
   */
  Seats(int count) {
    seats = new AtomicReferenceArray<>(count);
    threads = new Semaphore(THREADS_PER_SEAT * count);
  }

  /** What one connection has. */
  static final class Seat {
    private volatile long last;

    private Seat(long last) {
      this.last = last;
    }

    /** The connection begins the request of this number. */
    void use(long number) {
      last = number;
    }
  }

  /**
   * A seat that nobody has, to be given back: all that a connection gets of which it is not known
   * yet how much it will do. Null if there is none, or there are threads enough.
   */
  @Nullable Seat tryTakeEmpty() {
    return tryTake(Objects::isNull);
  }

  /** The same, or the seat of one who does not use it. */
  @Nullable Seat tryTake() {
    return tryTake(this::free);
  }

  private @Nullable Seat tryTake(Predicate<@Nullable Seat> which) {
    if (!threads.tryAcquire()) {
      return null;
    }
    Seat mine = new Seat(begun.get());
    for (int i = 0; i < seats.length(); i++) {
      Seat there = seats.get(i);
      if (which.test(there) && seats.compareAndSet(i, there, mine)) {
        return mine;
      }
    }
    threads.release();
    return null;
  }

  /** For who has left the thread, whoever has the seat now. */
  void giveBack(Seat seat) {
    for (int i = 0; i < seats.length(); i++) {
      seats.compareAndSet(i, seat, null);
    }
    threads.release();
  }

  /** A request begins; tells how many have begun before it. */
  long begin() {
    return begun.getAndIncrement();
  }

  /** How many requests have begun so far. */
  long begun() {
    return begun.get();
  }

  /** Whether so few requests of others between two of one connection are as good as none. */
  boolean few(long others) {
    return others < seats.length();
  }

  /**
   * Whether a connection that is between two requests should change its kind of thread. It leaves
   * its own at once and has one again after a calm while, so that no load has it change all the
   * time.
   *
   * @param seat what it has; null if nothing
   * @param others the requests of others that began between its last two: those that take long take
   *     no time of the platform's
   * @param calm before how many of its requests in a row those of others were few
   */
  boolean wrong(@Nullable Seat seat, long others, long calm) {
    return seat == null
        ? calm >= CALM && free() > 0 && threads.availablePermits() > 0
        : others > 2L * seats.length() || !has(seat);
  }

  private boolean has(Seat seat) {
    for (int i = 0; i < seats.length(); i++) {
      if (seats.get(i) == seat) {
        return true;
      }
    }
    return false;
  }

  /** How many could be taken, were there threads enough. */
  int free() {
    int free = 0;
    for (int i = 0; i < seats.length(); i++) {
      free += free(seats.get(i)) ? 1 : 0;
    }
    return free;
  }

  private boolean free(@Nullable Seat seat) {
    return seat == null || begun.get() - seat.last > (long) ABSENT * seats.length();
  }
}
