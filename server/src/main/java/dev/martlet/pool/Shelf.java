package dev.martlet.pool;

import dev.martlet.model.FunctionVersion;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pool holds of one version. Guarded by the pool's lock. */
final class Shelf {
  private final FunctionVersion version;
  private final ArrayDeque<Resident> idle = new ArrayDeque<>();
  private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
  private final Gate gate;
  private int residents;
  private boolean retired;

  Shelf(FunctionVersion version, Gate gate) {
    this.version = version;
    this.gate = gate;
  }

  FunctionVersion version() {
    return version;
  }

  /** What holds back who asks for an environment before anything else. */
  Gate gate() {
    return gate;
  }

  boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
    gate.abandon();
  }

  /** The most recently used one: its caches are warm, and the others can grow old. */
  @Nullable Resident mostRecentIdle() {
    return idle.peekFirst();
  }

  void addIdle(Resident resident) {
    idle.addFirst(resident);
  }

  void removeIdle(Resident resident) {
    if (idle.peekFirst() == resident) {
      idle.removeFirst();
    } else {
      idle.remove(resident);
    }
  }

  List<Resident> idle() {
    return List.copyOf(idle);
  }

  @Nullable Waiter firstWaiter() {
    return waiters.isEmpty() ? null : waiters.getFirst();
  }

  void add(Waiter waiter) {
    waiters.add(waiter);
  }

  void remove(Waiter waiter) {
    waiters.remove(waiter);
  }

  void residentAdded() {
    residents++;
  }

  void residentGone() {
    residents--;
  }

  /** Nothing of this version is left to keep books on. */
  boolean empty() {
    return residents == 0 && waiters.isEmpty() && gate.empty();
  }
}
