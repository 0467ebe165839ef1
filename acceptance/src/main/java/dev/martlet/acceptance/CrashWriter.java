package dev.martlet.acceptance;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Creates functions, changes all that can be changed of them and deletes them, and remembers what
 * the platform has acknowledged. Safe for all threads, as long as each name has one that changes
 * it.
 */
final class CrashWriter {
  private static final String ALIAS = "live";
  private static final int MOST_VERSIONS = 20;
  private static final String RESERVING = "-0";

  private final Map<String, Known> functions = new ConcurrentHashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Consumer<String> wrong;

  /**
   * What the platform has acknowledged of a function.
   *
   * @param asked what an unanswered request may have made of it; the same if there is none
   */
  private record Known(FunctionState acknowledged, FunctionState asked) {
    static Known of(FunctionState state) {
      return new Known(state, state);
    }
  }

  /**
   * @param wrong is told in a sentence what should not be
   */
  CrashWriter(Consumer<String> wrong) {
    this.wrong = wrong;
  }

  /** How many changes the platform acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Compares what is known with what the platform shows. */
  void inspect(Api api) {
    for (String name : Set.copyOf(functions.keySet())) {
      FunctionState found = FunctionState.of(api, name);
      Known known = functions.getOrDefault(name, Known.of(FunctionState.NONE));
      if (!found.equals(known.acknowledged()) && !found.equals(known.asked())) {
        wrong.accept(name + " is " + found + " but was " + known);
      }
      functions.put(name, Known.of(found));
    }
  }

  /**
   * Changes one thing of a function.
   *
   * @param stamp different from every other one
   */
  void change(Api api, String runtime, String name, String stamp, Random random) {
    FunctionState now = functions.getOrDefault(name, Known.of(FunctionState.NONE)).acknowledged();
    Map<String, String> code =
        Map.of("main.py", "def handler(e, c): return '%s'\n".formatted(stamp));
    if (!now.exists()) {
      FunctionState next = FunctionState.NONE.withCode(digest(code));
      ask(name, next, 201, () -> api.create(name, runtime, "main.handler", code));
      return;
    }
    var _ = api.settled(name);
    switch (random.nextInt(8)) {
      case 0 -> ask(name, FunctionState.NONE, 204, () -> api.delete(name));
      case 1, 2 -> ask(name, now.withCode(digest(code)), 200, () -> api.updateCode(name, code));
      case 3 -> ask(name, now.withTag(stamp), 204, () -> api.tag(name, FunctionState.TAG, stamp));
      case 4 -> reserve(api, name, now);
      case 5 -> publish(api, name, now);
      default -> point(api, name, now, random);
    }
  }

  private void publish(Api api, String name, FunctionState now) {
    if (now.newest() < MOST_VERSIONS) {
      ask(name, now.published(), 201, () -> api.publish(name));
    }
  }

  // A small machine has not enough to reserve some for each.
  private void reserve(Api api, String name, FunctionState now) {
    if (!name.endsWith(RESERVING)) {
      return;
    }
    if (now.reserved().isEmpty()) {
      ask(name, now.withReserved("1"), 200, () -> api.reserve(name, 1));
    } else {
      ask(name, now.withReserved(""), 204, () -> api.deleteReservation(name));
    }
  }

  private void point(Api api, String name, FunctionState now, Random random) {
    String newest = String.valueOf(now.newest());
    FunctionState pointed = now.withAliases(Map.of(ALIAS, newest));
    if (now.newest() == 0) {
      publish(api, name, now);
    } else if (now.aliases().isEmpty()) {
      ask(name, pointed, 201, () -> api.point(name, ALIAS, newest));
    } else if (random.nextBoolean()) {
      ask(name, pointed, 200, () -> api.move(name, ALIAS, newest));
    } else {
      ask(name, now.withAliases(Map.of()), 204, () -> api.deleteAlias(name, ALIAS));
    }
  }

  private void ask(String name, FunctionState next, int wanted, Supplier<Reply> call) {
    FunctionState before =
        functions.getOrDefault(name, Known.of(FunctionState.NONE)).acknowledged();
    functions.put(name, new Known(before, next));
    Reply reply = call.get();
    if (reply.status() == wanted) {
      functions.put(name, Known.of(next));
      acknowledged.incrementAndGet();
    } else {
      wrong.accept("a change of " + name + " was refused: " + reply);
      functions.put(name, Known.of(before));
    }
  }

  private static String digest(Map<String, String> code) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(Archive.bytes(code)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every JDK has SHA-256", missing);
    }
  }
}
