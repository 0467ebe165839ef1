package dev.martlet.store;

import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Check;
import dev.martlet.model.MetaStore.Commit;
import dev.martlet.model.MetaStore.Committed;
import dev.martlet.model.MetaStore.Conflict;
import dev.martlet.model.MetaStore.Unknown;
import dev.martlet.model.MetaStore.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks a history of commits and reads. Revisions are the order that the store claims: so it is
 * enough to replay the commits in that order, and to see that every check, conflict and read agrees
 * with a state that was current at some moment between its start and its end.
 */
final class LinearHistory {
  private final List<Attempt> attempts;
  private final List<List<Seen>> readers;
  private final List<String> faults = new ArrayList<>();

  /** {@code states.get(r)} is key → revision after revision r. */
  private final List<Map<MetaStore.Key, Long>> states = new ArrayList<>();

  /** One call of commit; the ticks are of one clock for all threads. */
  record Attempt(
      String id, int node, long start, long end, List<Check> checks, Write write, Commit outcome) {}

  /** One read of all shared records. */
  record Seen(int node, long start, long end, Map<MetaStore.Key, Long> revisions) {}

  LinearHistory(List<Attempt> attempts, List<List<Seen>> readers) {
    this.attempts = attempts;
    this.readers = readers;
  }

  /**
   * What contradicts the contract; empty if nothing does.
   *
   * @param happened which attempts happened, and their revisions, as the store tells afterwards
   */
  List<String> faults(Map<String, Long> happened) {
    attempts.forEach(attempt -> outcome(attempt, happened.get(attempt.id())));
    List<Attempt> inOrder =
        attempts.stream()
            .filter(attempt -> happened.containsKey(attempt.id()))
            .sorted(Comparator.comparingLong(attempt -> revision(attempt, happened)))
            .toList();
    replay(inOrder, happened);
    realTime(inOrder);
    if (faults.isEmpty()) {
      attempts.forEach(attempt -> conflict(attempt, happened));
      readers.forEach(reads -> reads(reads, happened));
    }
    return List.copyOf(faults);
  }

  private static long revision(Attempt attempt, Map<String, Long> happened) {
    return Objects.requireNonNull(happened.get(attempt.id()));
  }

  private void outcome(Attempt attempt, @Nullable Long happened) {
    boolean agrees =
        switch (attempt.outcome()) {
          case Committed(long revision) -> happened != null && happened == revision;
          case Conflict conflict -> happened == null;
          case Unknown unknown -> true;
        };
    if (!agrees) {
      faults.add(attempt.id() + " was told " + attempt.outcome() + ", the store has " + happened);
    }
  }

  private void replay(List<Attempt> inOrder, Map<String, Long> happened) {
    Map<MetaStore.Key, Long> state = new HashMap<>();
    states.add(Map.of());
    for (Attempt attempt : inOrder) {
      long revision = revision(attempt, happened);
      if (revision != states.size()) {
        faults.add("revision " + revision + " follows " + (states.size() - 1));
      }
      for (Check check : attempt.checks()) {
        if (state.getOrDefault(check.key(), 0L) != check.revision()) {
          faults.add(attempt.id() + " committed although its check failed: " + check);
        }
      }
      switch (attempt.write()) {
        case MetaStore.Put put -> state.put(put.key(), revision);
        case MetaStore.Delete delete -> state.remove(delete.key());
      }
      states.add(Map.copyOf(state));
    }
  }

  private void realTime(List<Attempt> inOrder) {
    long latestStart = 0;
    for (Attempt attempt : inOrder) {
      // The end of an unknown one says nothing: it may have happened after it.
      if (attempt.outcome() instanceof Committed && attempt.end() < latestStart) {
        faults.add(attempt.id() + " ended before an earlier revision was begun");
      }
      latestStart = Math.max(latestStart, attempt.start());
    }
  }

  private void conflict(Attempt attempt, Map<String, Long> happened) {
    if (attempt.outcome() instanceof Conflict(MetaStore.Key key, long revision)) {
      boolean checked = attempt.checks().contains(new Check(key, revision));
      long from = finishedBefore(attempt.start(), -1, happened);
      long to = begunBefore(attempt.end(), happened);
      if (checked || !isState(from, to, state -> state.getOrDefault(key, 0L) == revision)) {
        faults.add(attempt.id() + " was told a conflict that never was: " + attempt.outcome());
      }
    }
  }

  private void reads(List<Seen> reads, Map<String, Long> happened) {
    long known = 0;
    for (Seen seen : reads) {
      long from = Math.max(known, finishedBefore(seen.start(), seen.node(), happened));
      long to = begunBefore(seen.end(), happened);
      while (from <= to && !states.get((int) from).equals(seen.revisions())) {
        from++;
      }
      if (from > to) {
        faults.add("a read went back in time, or saw what never was: " + seen);
      }
      known = Math.min(from, states.size() - 1);
    }
  }

  private boolean isState(long from, long to, Predicate<Map<MetaStore.Key, Long>> wanted) {
    return states.subList((int) from, (int) to + 1).stream().anyMatch(wanted);
  }

  /**
   * The latest revision certainly visible at {@code tick}: on one node, or (-1) in the database.
   */
  private long finishedBefore(long tick, int node, Map<String, Long> happened) {
    return attempts.stream()
        .filter(attempt -> attempt.outcome() instanceof Committed && attempt.end() < tick)
        .filter(attempt -> node < 0 || attempt.node() == node)
        .mapToLong(attempt -> revision(attempt, happened))
        .max()
        .orElse(0);
  }

  private long begunBefore(long tick, Map<String, Long> happened) {
    return attempts.stream()
        .filter(attempt -> attempt.start() < tick && happened.containsKey(attempt.id()))
        .mapToLong(attempt -> revision(attempt, happened))
        .max()
        .orElse(0);
  }
}
