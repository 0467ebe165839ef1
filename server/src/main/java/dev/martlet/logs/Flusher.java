package dev.martlet.logs;

import dev.martlet.model.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread {@code martlet-logs}, which alone writes and removes files of logs. It wakes only when
 * there is something to write: {@link #DELAY} after the first event of a batch.
 */
final class Flusher implements AutoCloseable {
  static final Duration DELAY = Duration.ofMillis(100);
  private static final System.Logger LOG = System.getLogger(Flusher.class.getName());
  private static final Duration MAX_LAST_WRITES = Duration.ofSeconds(10);
  private static final int MAX_WAITING = 4096;

  private final Clock clock;
  private final ThreadPoolExecutor thread;

  // Callers are bounded here and not in the queue, where they would crowd out the writing itself:
  // of that there are at most one flush, one retention an hour, one rest in five minutes, the files
  // of each group that had to go for another, and the last flush.
  private final Semaphore callers;
  private final Set<Group> waiting = new LinkedHashSet<>();
  private final List<Group> removed = new ArrayList<>();
  private boolean scheduled;
  private boolean closed;

  Flusher(Clock clock) {
    this(clock, MAX_WAITING);
  }

  Flusher(Clock clock, int maxWaiting) {
    this.clock = clock;
    this.callers = new Semaphore(maxWaiting);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("martlet-logs").daemon().factory());
  }

  /** Has the group written within {@link #DELAY}. Never blocks. */
  synchronized void soon(Group group) {
    waiting.add(group);
    if (!scheduled && !closed) {
      scheduled = true;
      clock.schedule(DELAY, this::tick);
    }
  }

  private synchronized void tick() {
    if (!closed) {
      thread.execute(this::flushWaiting);
    }
  }

  private void flushWaiting() {
    List<Group> taken = takeWaiting();
    deleteRemoved();
    for (Group group : taken) {
      group.flush(clock.now());
    }
  }

  private synchronized List<Group> takeWaiting() {
    scheduled = false;
    List<Group> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  /**
   * What a group holds with all events that it was given before.
   *
   * @throws UncheckedIOException if the segments cannot be read
   * @throws RejectedExecutionException if too many callers wait already, or after the end
   */
  Contents now(Group group) {
    return await(
        () -> {
          deleteRemoved();
          group.flush(clock.now());
          return group.contents();
        });
  }

  /** Has groups rest that nobody has written to since then, some time soon. */
  synchronized void rest(List<Group> groups, Instant since) {
    if (!closed) {
      thread.execute(() -> groups.forEach(group -> group.rest(since)));
    }
  }

  /** Removes what is no longer kept of all these groups, some time soon. */
  synchronized void retain(List<Group> groups) {
    if (closed) {
      return;
    }
    thread.execute(
        () -> {
          deleteRemoved();
          for (Group group : groups) {
            try {
              group.retain(clock.now());
            } catch (IOException | RuntimeException failure) {
              LOG.log(Level.WARNING, "Old log events were not removed: " + group.id(), failure);
            }
          }
        });
  }

  /** Deletes the files of a group, before it writes anything of groups that are given later. */
  synchronized void delete(Group group) {
    if (!closed) {
      removed.add(group);
      thread.execute(this::deleteRemoved);
    }
  }

  // Whatever writes calls this first, after it knows which groups it writes: a flush that has stood
  // in the queue since before a removal may find in line a new group of the removed one's name.
  private void deleteRemoved() {
    for (Group group : takeRemoved()) {
      try {
        group.delete();
      } catch (IOException | RuntimeException failure) {
        LOG.log(Level.WARNING, "A removed log group's files are left: " + group.id(), failure);
      }
    }
  }

  private synchronized List<Group> takeRemoved() {
    List<Group> taken = List.copyOf(removed);
    removed.clear();
    return taken;
  }

  /** Something that may fail on files. */
  private interface Work {
    Contents run() throws IOException;
  }

  private Contents await(Work work) {
    if (!callers.tryAcquire()) {
      throw new RejectedExecutionException("Too many callers wait for log events to be written");
    }
    try {
      return runAndJoin(work);
    } finally {
      callers.release();
    }
  }

  private Contents runAndJoin(Work work) {
    CompletableFuture<Contents> done = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            done.complete(work.run());
          } catch (IOException | RuntimeException failure) {
            done.completeExceptionally(failure);
          }
        });
    try {
      return done.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof IOException io ? new UncheckedIOException(io) : failed;
    }
  }

  /** Writes what there is; what comes afterwards is lost. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      thread.execute(this::flushWaiting);
      thread.shutdown();
    }
    try {
      if (!thread.awaitTermination(MAX_LAST_WRITES.toSeconds(), TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "The last log events were not written in {0}", MAX_LAST_WRITES);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
