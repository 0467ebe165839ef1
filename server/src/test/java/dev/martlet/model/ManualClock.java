package dev.martlet.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that moves only when a test says so; due tasks run on the thread that moves it. */
public final class ManualClock implements Clock {
  private final List<Entry> entries = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos;

  private record Entry(long dueNanos, Runnable task) {}

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    Entry entry = new Entry(nanos + delay.toNanos(), task);
    entries.add(entry);
    return () -> remove(entry);
  }

  /** Puts the wall clock back; what is scheduled is not affected. */
  public synchronized void putBack(Duration by) {
    now = now.minus(by);
  }

  /** How many tasks wait for their time. */
  public synchronized int scheduled() {
    return entries.size();
  }

  private synchronized boolean remove(Entry entry) {
    return entries.remove(entry);
  }

  /** Moves time on and runs what is due, in order of time. */
  public void advance(Duration by) {
    long target;
    synchronized (this) {
      target = nanos + by.toNanos();
    }
    for (Runnable task = next(target); task != null; task = next(target)) {
      task.run();
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Runnable next(long target) {
    Entry first = entries.stream().min(Comparator.comparingLong(Entry::dueNanos)).orElse(null);
    if (first == null || first.dueNanos() > target) {
      moveTo(target);
      return null;
    }
    entries.remove(first);
    moveTo(first.dueNanos());
    return first.task();
  }

  private void moveTo(long target) {
    now = now.plusNanos(target - nanos);
    nanos = target;
  }
}
