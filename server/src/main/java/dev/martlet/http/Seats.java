package dev.martlet.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The platform threads that connections may have for their own, and who should have one: what wakes
 * a virtual thread is another thread, which must be woken first. That is most of the time that a
 * call takes when few run, and cheaper than a platform thread's waking when many do.
 *
 * <p>Safe for use by many threads.
 */
final class Seats {
  private final int count;
  private final Semaphore free;
  private final AtomicInteger serving = new AtomicInteger();

  /**
   * @param count how many there are: no more than processors, as they run beside the virtual
   *     threads
   */
  Seats(int count) {
    this.count = count;
    free = new Semaphore(count);
  }

  boolean tryTake() {
    return free.tryAcquire();
  }

  void giveBack() {
    free.release();
  }

  /** A request begins. */
  void begin() {
    serving.incrementAndGet();
  }

  /** A request is over. */
  void end() {
    serving.decrementAndGet();
  }

  /**
   * Whether a connection that is between two requests should change its kind of thread. Far enough
   * apart for each direction that no load has it do so all the time.
   */
  boolean wrong(boolean seated) {
    return seated ? serving.get() > 2 * count : serving.get() == 0 && free.availablePermits() > 0;
  }

  /** How many are free. */
  int free() {
    return free.availablePermits();
  }
}
