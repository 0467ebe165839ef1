package dev.martlet.dispatch;

import dev.martlet.dispatch.FunctionCatalog.Reserved;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Outcome;
import java.util.HashMap;
import java.util.Map;

/**
 * How many invocations run at once; refuses at once instead of queueing. Its rules:
 *
 * <ul>
 *   <li>All together never exceed the account's limit.
 *   <li>Those of a function with a reservation never exceed that, and count those that began before
 *       it was made.
 *   <li>Those of all other functions together never exceed what is not reserved, which is never
 *       less than {@link Dispatcher#leastUnreserved}.
 * </ul>
 *
 * <p>So a function with a reservation finds its places free, but for moments after a change of
 * reservations, while invocations run that began under the older ones.
 *
 * <p>Safe for all threads; the lock is held for a few map operations.
 */
final class Concurrency {
  private final int limit;
  // Of functions that run alone, so bounded by the limit.
  private final Map<FunctionArn, Running> running = new HashMap<>();
  private int all;
  private int unreserved;

  /** One function's invocations. Guarded by the lock of all. */
  private static final class Running {
    private int count;
  }

  /** What came of {@link #enter}. */
  sealed interface Entry {}

  /** There was no room. */
  record Full(Outcome.Limit limit, String message) implements Entry {}

  /** There was room, until this is closed once. */
  final class Place implements Entry, AutoCloseable {
    private final FunctionArn function;
    private final Running of;
    private final boolean reserved;

    private Place(FunctionArn function, Running of, boolean reserved) {
      this.function = function;
      this.of = of;
      this.reserved = reserved;
    }

    @Override
    public void close() {
      leave(this);
    }
  }

  Concurrency(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("At least one invocation must be able to run: " + limit);
    }
    this.limit = limit;
  }

  /**
   * Takes a place for an invocation.
   *
   * @param reserved what is reserved at this moment
   */
  synchronized Entry enter(FunctionArn function, Reserved reserved) {
    if (reserved.own().isPresent()) {
      int own = reserved.own().getAsInt();
      if (runs(function) >= own) {
        return new Full(
            Outcome.Limit.FUNCTION_CONCURRENCY,
            "The function runs " + own + " invocations at once, which are reserved for it.");
      }
    } else {
      int rest = Dispatcher.unreserved(limit, reserved.all());
      if (unreserved >= rest) {
        return full(rest + " invocations at once without a reservation");
      }
    }
    if (all >= limit) {
      return full(limit + " invocations at once");
    }
    return place(function, reserved.own().isPresent());
  }

  private static Full full(String what) {
    return new Full(Outcome.Limit.ACCOUNT_CONCURRENCY, "The account runs " + what + ", its limit.");
  }

  private Place place(FunctionArn function, boolean reserved) {
    all++;
    if (!reserved) {
      unreserved++;
    }
    Running of = running.computeIfAbsent(function, _ -> new Running());
    of.count++;
    return new Place(function, of, reserved);
  }

  private int runs(FunctionArn function) {
    Running known = running.get(function);
    return known == null ? 0 : known.count;
  }

  private synchronized void leave(Place place) {
    all--;
    if (!place.reserved) {
      unreserved--;
    }
    place.of.count--;
    if (place.of.count == 0) {
      running.remove(place.function);
    }
  }
}
