package dev.martlet.pool;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import dev.martlet.model.RoleCredentials;
import dev.martlet.sandbox.KillReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who has which environment, what is reserved, and who waits: the pool's state under one lock,
 * which is held for a few hundred nanoseconds and never while anything blocks.
 */
final class Books {
  static final Duration LONGEST_LIFE = RoleCredentials.LIFE.dividedBy(2);

  private final PoolLimits limits;
  private final Observer observer;
  private final Clock clock;
  private final Background background;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition endings = lock.newCondition();

  private final Map<FunctionVersion.Key, Shelf> shelves = new HashMap<>();
  private final LinkedHashSet<Resident> idleOldestFirst = new LinkedHashSet<>();
  private final LinkedHashSet<Waiter> line = new LinkedHashSet<>();
  private long reserved;
  private int starting;
  private int ending;
  private boolean sweeping;
  private boolean freezing;
  private boolean closed;

  /** Whoever does what takes time, elsewhere. Called under the lock. */
  interface Background {
    void end(Resident resident, KillReason reason);

    /** Unless it is in use meanwhile: {@link Books#frozen} tells. */
    void freeze(Resident resident);
  }

  Books(PoolLimits limits, Observer observer, Clock clock, Background background) {
    this.limits = limits;
    this.observer = observer;
    this.clock = clock;
    this.background = background;
  }

  /** Decides what the caller may do; waits if nothing may be done yet. */
  Grant admit(FunctionVersion version) {
    lock.lock();
    try {
      shelf(version).gate().enter();
      // Asked for again, because it may have been retired meanwhile.
      return closed ? new Grant.Closed() : admit(shelf(version));
    } finally {
      lock.unlock();
    }
  }

  private Shelf shelf(FunctionVersion version) {
    Shelf known = shelves.get(version.key());
    if (known != null) {
      return known;
    }
    Shelf shelf = new Shelf(version, new Gate(lock, clock, limits.enough()));
    shelves.put(version.key(), shelf);
    return shelf;
  }

  private Grant admit(Shelf shelf) {
    Resident idle = shelf.mostRecentIdle();
    while (idle != null && isOld(idle)) {
      endIdle(idle, KillReason.OLD);
      idle = shelf.mostRecentIdle();
    }
    if (idle != null) {
      boolean frozen = idle.state() == EnvironmentState.FROZEN;
      removeIdle(idle);
      begin(idle);
      return new Grant.Reuse(idle, frozen);
    }
    // Nobody overtakes those who wait already.
    Grant grant = line.isEmpty() ? tryStart(shelf) : null;
    return grant == null ? waitInLine(shelf) : grant;
  }

  private static void begin(Resident resident) {
    resident.become(EnvironmentState.BUSY);
    resident.shelf().gate().began();
  }

  private boolean isOld(Resident resident) {
    return clock.nanoTime() - resident.since() >= LONGEST_LIFE.toNanos();
  }

  private Grant waitInLine(Shelf shelf) {
    Waiter waiter = new Waiter(shelf, lock.newCondition());
    line.add(waiter);
    shelf.add(waiter);
    Clock.Timer timer = clock.schedule(limits.longestWait(), () -> giveUp(waiter));
    try {
      return waiter.await();
    } finally {
      timer.cancel();
    }
  }

  private void giveUp(Waiter waiter) {
    lock.lock();
    try {
      if (line.contains(waiter)) {
        Outcome.Limit limit = blocking(waiter);
        leaveLine(waiter, new Grant.Throttled(limit));
        serveLine();
      }
    } finally {
      lock.unlock();
    }
  }

  private void leaveLine(Waiter waiter, Grant grant) {
    line.remove(waiter);
    waiter.shelf().remove(waiter);
    waiter.settle(grant);
    forgetIfEmpty(waiter.shelf());
  }

  private Admission.Decision decide(Shelf shelf) {
    Admission.Load load =
        new Admission.Load(starting, limits.starts(), new ByteSize(reserved), limits.memory());
    return Admission.decide(
        load,
        shelf.version().memory(),
        () -> idleOldestFirst.stream().map(Resident::memory).iterator());
  }

  private @Nullable Grant tryStart(Shelf shelf) {
    return switch (decide(shelf)) {
      case Admission.Start(int evictions) -> reserve(shelf, evictions);
      case Admission.Wait _ -> null;
    };
  }

  // Who could start were it not for the line waits for what the head of the line waits for.
  private Outcome.Limit blocking(Waiter waiter) {
    if (decide(waiter.shelf()) instanceof Admission.Wait(Outcome.Limit own)) {
      return own;
    }
    return decide(line.getFirst().shelf()) instanceof Admission.Wait(Outcome.Limit heads)
        ? heads
        : Outcome.Limit.STARTS;
  }

  // What is evicted stays reserved until it is gone; the newcomer inherits of it what it needs.
  private Grant.Start reserve(Shelf shelf, int evictions) {
    List<Resident> evicted = idleOldestFirst.stream().limit(evictions).toList();
    evicted.forEach(this::takeOut);
    Resident resident = new Resident(shelf, observer);
    reserved += resident.memory().bytes() - inherited(resident, evicted);
    starting++;
    shelf.residentAdded();
    shelf.gate().began();
    return new Grant.Start(resident, evicted);
  }

  private static long inherited(Resident resident, List<Resident> evicted) {
    return Math.min(resident.memory().bytes(), memory(evicted));
  }

  private static long memory(List<Resident> residents) {
    return residents.stream().mapToLong(resident -> resident.memory().bytes()).sum();
  }

  /** What {@code resident} had to evict is gone. */
  void evicted(Resident resident, List<Resident> evicted) {
    lock.lock();
    try {
      evicted.forEach(this::gone);
      reserved -= memory(evicted) - inherited(resident, evicted);
      serveLine();
    } finally {
      lock.unlock();
    }
  }

  void started(Resident resident, ExecutionEnvironment environment) {
    lock.lock();
    try {
      starting--;
      resident.started(environment, clock.nanoTime());
      serveLine();
    } finally {
      lock.unlock();
    }
  }

  void startFailed(Resident resident) {
    Held held;
    lock.lock();
    try {
      starting--;
      reserved -= resident.memory().bytes();
      resident.shelf().gate().failed();
      held = resident.shelf().gate().next();
      gone(resident);
      serveLine();
    } finally {
      lock.unlock();
    }
    Held.wake(held);
  }

  /**
   * A lease is over: the next who waits for this version gets it, or it becomes idle, or it ends.
   */
  void release(Resident resident) {
    Held held;
    lock.lock();
    try {
      Shelf shelf = resident.shelf();
      shelf.gate().ended();
      Waiter next = shelf.firstWaiter();
      if (closed || !resident.reusable()) {
        endSoon(resident, shelf.retired() ? KillReason.OUTDATED : KillReason.MISBEHAVED);
      } else if (isOld(resident)) {
        endSoon(resident, KillReason.OLD);
      } else if (next != null) {
        begin(resident);
        leaveLine(next, new Grant.Reuse(resident, false));
      } else {
        becomeIdle(resident);
      }
      held = shelf.gate().next();
      serveLine();
    } finally {
      lock.unlock();
    }
    Held.wake(held);
  }

  private void becomeIdle(Resident resident) {
    resident.becomeIdle(clock.nanoTime());
    resident.shelf().addIdle(resident);
    idleOldestFirst.add(resident);
    if (!sweeping) {
      sweeping = true;
      clock.schedule(limits.keepAlive(), this::sweep);
    }
    if (!freezing) {
      freezing = true;
      clock.schedule(limits.freezeAfter(), this::freeze);
    }
  }

  // Again one timer for all: an environment that is called often is never touched.
  private void freeze() {
    lock.lock();
    try {
      long now = clock.nanoTime();
      long after = limits.freezeAfter().toNanos();
      freezing = false;
      for (Resident idle : idleOldestFirst) {
        long left = idle.idleSince() + after - now;
        if (left > 0) {
          freezing = true;
          clock.schedule(Duration.ofNanos(left), this::freeze);
          return;
        }
        if (idle.state() == EnvironmentState.IDLE) {
          idle.become(EnvironmentState.FROZEN);
          background.freeze(idle);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is still to stand still, which holds as long as nobody has leased it. */
  boolean frozen(Resident resident) {
    lock.lock();
    try {
      return resident.state() == EnvironmentState.FROZEN;
    } finally {
      lock.unlock();
    }
  }

  private void removeIdle(Resident resident) {
    resident.shelf().removeIdle(resident);
    idleOldestFirst.remove(resident);
  }

  // One timer serves all idle environments: it runs only while there are any.
  private void sweep() {
    lock.lock();
    try {
      long now = clock.nanoTime();
      long keep = limits.keepAlive().toNanos();
      while (!idleOldestFirst.isEmpty() && now - idleOldestFirst.getFirst().idleSince() >= keep) {
        endIdle(idleOldestFirst.getFirst(), KillReason.IDLE);
      }
      sweeping = !idleOldestFirst.isEmpty();
      if (sweeping) {
        long next = idleOldestFirst.getFirst().idleSince() + keep - now;
        clock.schedule(Duration.ofNanos(next), this::sweep);
      }
    } finally {
      lock.unlock();
    }
  }

  /** It died while nobody used it, or its user will find out. */
  void died(Resident resident) {
    lock.lock();
    try {
      resident.markDead();
      if (idleOldestFirst.contains(resident)) {
        endIdle(resident, KillReason.MISBEHAVED);
      }
    } finally {
      lock.unlock();
    }
  }

  void retire(Predicate<FunctionVersion.Key> outdatedKeys) {
    lock.lock();
    try {
      List<Shelf> outdated =
          shelves.values().stream()
              .filter(shelf -> outdatedKeys.test(shelf.version().key()))
              .toList();
      for (Shelf shelf : outdated) {
        shelf.retire();
        shelf.idle().forEach(idle -> endIdle(idle, KillReason.OUTDATED));
        // Who still arrives with the old snapshot gets a shelf of its own; the dispatcher, which
        // knows what is current, retires that too.
        shelves.remove(shelf.version().key(), shelf);
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      shelves.values().forEach(shelf -> shelf.gate().abandon());
      List.copyOf(line).forEach(waiter -> leaveLine(waiter, new Grant.Closed()));
      List.copyOf(idleOldestFirst).forEach(idle -> endIdle(idle, KillReason.SHUTDOWN));
    } finally {
      lock.unlock();
    }
  }

  private void takeOut(Resident idle) {
    removeIdle(idle);
    idle.become(EnvironmentState.ENDING);
  }

  private void endIdle(Resident idle, KillReason reason) {
    takeOut(idle);
    ending++;
    background.end(idle, reason);
  }

  private void endSoon(Resident busy, KillReason reason) {
    busy.become(EnvironmentState.ENDING);
    ending++;
    background.end(busy, closed ? KillReason.SHUTDOWN : reason);
  }

  /** An environment that was being ended is gone. */
  void ended(Resident resident) {
    lock.lock();
    try {
      ending--;
      endings.signalAll();
      reserved -= resident.memory().bytes();
      gone(resident);
      serveLine();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that is being ended has ended, or the time is over. */
  void awaitEndings(Duration most) {
    lock.lock();
    try {
      AtomicBoolean over = new AtomicBoolean();
      Clock.Timer timer = clock.schedule(most, () -> giveUpWaiting(over));
      while (ending > 0 && !over.get()) {
        endings.awaitUninterruptibly();
      }
      timer.cancel();
    } finally {
      lock.unlock();
    }
  }

  private void giveUpWaiting(AtomicBoolean over) {
    lock.lock();
    try {
      over.set(true);
      endings.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void gone(Resident resident) {
    resident.become(EnvironmentState.ENDED);
    resident.shelf().residentGone();
    forgetIfEmpty(resident.shelf());
  }

  private void forgetIfEmpty(Shelf shelf) {
    if (shelf.empty()) {
      shelves.remove(shelf.version().key(), shelf);
    }
  }

  private void serveLine() {
    while (!line.isEmpty()) {
      Waiter head = line.getFirst();
      Grant grant = tryStart(head.shelf());
      if (grant == null) {
        return;
      }
      leaveLine(head, grant);
    }
  }

  /** The memory reserved for live environments at this moment. */
  ByteSize reserved() {
    lock.lock();
    try {
      return new ByteSize(reserved);
    } finally {
      lock.unlock();
    }
  }
}
