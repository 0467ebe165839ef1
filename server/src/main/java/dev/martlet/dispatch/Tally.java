package dev.martlet.dispatch;

import dev.martlet.dispatch.EventQueue.Waiting;
import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many events there are, how large they are, and since when: by function, and by the second in
 * which they were queued, of which there are no more than an event lives. For one thread at a time.
 */
final class Tally {
  private final TreeMap<Long, Long> bySecond = new TreeMap<>();
  private final Map<FunctionArn, Load> byFunction = new HashMap<>();
  private Load all = Load.NONE;

  /** So many events of so many bytes together. */
  record Load(long count, long bytes) {
    private static final Load NONE = new Load(0, 0);

    Load plus(long more, long moreBytes) {
      return new Load(count + more, bytes + moreBytes);
    }

    boolean within(long most, long mostBytes) {
      return count <= most && bytes <= mostBytes;
    }
  }

  void add(Waiting event) {
    change(event, 1);
  }

  void remove(Waiting event) {
    change(event, -1);
  }

  private void change(Waiting event, int by) {
    long bytes = by * event.size();
    // What is nothing has no entry: null removes it.
    bySecond.merge(
        event.queuedAt().getEpochSecond(),
        (long) by,
        (was, more) -> was + more == 0 ? null : Long.valueOf(was + more));
    byFunction.compute(event.function(), (_, was) -> orNull(orNone(was).plus(by, bytes)));
    all = all.plus(by, bytes);
  }

  private static Load orNone(@Nullable Load load) {
    return load == null ? Load.NONE : load;
  }

  private static @Nullable Load orNull(Load load) {
    return load.equals(Load.NONE) ? null : load;
  }

  Load all() {
    return all;
  }

  Load of(FunctionArn function) {
    return orNone(byFunction.get(function));
  }

  Set<FunctionArn> functions() {
    return Set.copyOf(byFunction.keySet());
  }

  /** When the oldest was queued, to the second. */
  Optional<Instant> oldest() {
    return bySecond.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(bySecond.firstKey()));
  }
}
