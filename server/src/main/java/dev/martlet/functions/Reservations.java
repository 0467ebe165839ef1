package dev.martlet.functions;

import dev.martlet.dispatch.FunctionCatalog.Reserved;
import dev.martlet.model.FunctionArn;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What functions have reserved of the account's concurrency, from memory.
 *
 * <p>Told by the thread that follows the store, one at a time; read by all threads without a lock.
 */
final class Reservations {
  private final ConcurrentMap<FunctionArn, Integer> own = new ConcurrentHashMap<>();
  private volatile int all;

  /** {@code function} has this reservation now, or none. */
  void set(FunctionArn function, OptionalInt reservation) {
    if (reservation.isPresent()) {
      own.put(function, reservation.getAsInt());
    } else if (own.remove(function) == null) {
      return;
    }
    all = own.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Of all functions together. */
  int all() {
    return all;
  }

  /** Of all functions but one. */
  int others(FunctionArn function) {
    return own.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(function))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  Reserved of(FunctionArn function) {
    if (own.isEmpty()) {
      return Reserved.NONE;
    }
    Integer reservation = own.get(function);
    return new Reserved(
        reservation == null ? OptionalInt.empty() : OptionalInt.of(reservation), all);
  }
}
