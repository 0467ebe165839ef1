package dev.martlet.dispatch;

import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asynchronous invocations on disk: what was added is there until it is settled as {@link Done}.
 * Implemented by {@code store}.
 *
 * <p>What a node takes is its own until it settles it or gives it back. No clock ends that: a slow
 * attempt is not doubled, and a clock that jumps changes nothing. Who took something and died gives
 * it back at its next start; so does, in its place, another process that has the database next.
 *
 * <p>Safe for all threads; everything blocks on the disk. Whatever fails beneath surfaces as an
 * unchecked exception with its cause, and then nothing has changed; only {@link Unknown} may have
 * happened, and so may what an error of the JVM cuts short.
 */
public interface EventQueue {
  /** On {@link Added} it is on disk, due at once. What is there already is not added again. */
  Addition add(QueuedEvent event);

  /**
   * Takes events of {@code function} that nobody has taken, those due first, and counts an attempt
   * of each.
   *
   * @param until only what is due at this moment
   * @param max the most to take
   */
  Taking take(FunctionArn function, Instant until, int max);

  /** Ends an attempt. On {@link Stale} nothing has changed. */
  Settling settle(Attempt attempt, Settlement settlement);

  /**
   * Gives back what this node has taken, except {@code held}: each is due again as it was. What it
   * holds and somebody under its name has given back meanwhile is its own again; what is settled or
   * tried by somebody else by now is not.
   *
   * @return how many events are due again
   */
  int giveBack(Set<Attempt> held);

  /**
   * Tells {@code each} of everything there is, what is taken included. It is read piece by piece,
   * and nothing is locked meanwhile: what comes or goes may be told or not, all else is told once.
   */
  void waiting(Consumer<Waiting> each);

  /**
   * One attempt at an event; a later one has a higher number.
   *
   * @param number from 1; one that a crash cut short counts
   * @param dueAt when the event was due
   */
  record Attempt(EventId event, int number, Instant dueAt) {
    public Attempt {
      if (number < 1) {
        throw new IllegalArgumentException("Attempts count from one: " + number);
      }
    }
  }

  /**
   * An event that is to be tried now, by whoever took it.
   *
   * @param errors how many attempts before ended with an error of the function
   */
  record Held(QueuedEvent event, Attempt attempt, int errors) {}

  /** What is to become of an event after an attempt. */
  sealed interface Settlement {}

  /** It is over, for good or ill: the event goes. */
  record Done() implements Settlement {}

  /**
   * It is due again.
   *
   * @param dueAt when; a microsecond earlier if the attempt was due just then, so that one that was
   *     settled is always told from one that was given back
   * @param errors how many attempts so far ended with an error of the function
   */
  record Again(Instant dueAt, int errors) implements Settlement {}

  /** What became of an addition. */
  sealed interface Addition {}

  /** It is on disk. */
  record Added() implements Addition {}

  /** What came of taking. */
  sealed interface Taking {}

  /**
   * These are the caller's.
   *
   * @param events in order of their due times; fewer than were asked for if there are no more
   * @param next when the first of those left is due, if it was looked for: it is if all that was
   *     due is taken
   */
  record Taken(List<Held> events, Optional<Instant> next) implements Taking {
    public Taken {
      events = List.copyOf(events);
    }
  }

  /** What became of a settlement. */
  sealed interface Settling {}

  /** It is on disk. */
  record Settled() implements Settling {}

  /** The attempt is not the current one: it was given back, or settled before. */
  record Stale() implements Settling {}

  /** The answer was lost: it may have happened. */
  record Unknown(Throwable cause) implements Addition, Taking, Settling {}

  /**
   * An event that is there.
   *
   * @param size its {@link QueuedEvent#size}
   */
  record Waiting(EventId id, FunctionArn function, Instant queuedAt, long size) {
    static Waiting of(QueuedEvent event) {
      return new Waiting(event.id(), event.function(), event.queuedAt(), event.size());
    }
  }
}
