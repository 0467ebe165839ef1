package dev.martlet.bench;

import dev.martlet.acceptance.Api;
import dev.martlet.acceptance.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Everything at once on many functions: callers that invoke them and send them events, and one who
 * changes, publishes, makes and deletes them. Half of the calls go to a few of the functions, so
 * that environments of the others end and begin. One run at a time.
 */
final class SoakLoad {
  private static final int FUNCTIONS = 40;
  private static final int HOT = 4;
  private static final int CALLERS = 16;
  private static final int CALLS_PER_EVENT = 20;
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(500);
  private static final String PATH = "/2015-03-31/functions/";

  private final Api api;
  private final Interpreters interpreters;
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<Integer, String> replaced = new HashMap<>();
  private int changes;

  SoakLoad(Api api) {
    this.api = api;
    this.interpreters = Interpreters.of(api);
  }

  /** Makes the functions. */
  void prepare() {
    for (int i = 0; i < FUNCTIONS; i++) {
      create(name(i), i);
      expect("publish", 201, api.lambda("POST", PATH + name(i) + "/versions", "{}"));
      expect(
          "make an alias",
          201,
          api.lambda(
              "POST",
              PATH + name(i) + "/aliases",
              "{\"Name\":\"live\",\"FunctionVersion\":\"1\"}"));
    }
  }

  /**
   * Puts load on for a while and returns the calls answered per second.
   *
   * @param rate calls per second; infinite for as many as are answered
   */
  double run(double rate, Duration length) throws InterruptedException {
    long before = answered.get();
    long begun = System.nanoTime();
    long end = begun + length.toNanos();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, CALLERS).forEach(i -> all.execute(() -> call(rate / CALLERS, end)));
      all.execute(() -> change(end));
    }
    return (answered.get() - before) / ((System.nanoTime() - begun) / 1e9);
  }

  long answered() {
    return answered.get();
  }

  /** What was not answered as it should be, a sentence each. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  private void call(double rate, long end) {
    long pause = (long) (1e9 / rate);
    long next = System.nanoTime();
    try {
      for (int call = 1; System.nanoTime() < end; call++) {
        var random = ThreadLocalRandom.current();
        String name = name(random.nextInt(random.nextBoolean() ? HOT : FUNCTIONS));
        if (call % CALLS_PER_EVENT == 0) {
          expect("send an event", 202, api.event(name, Stage.EVENT));
        } else {
          expectEcho(api.invoke(call % 2 == 0 ? name : name + ":live", Stage.EVENT));
        }
        // Who is late does not hurry afterwards: that would be more than the rate.
        next = Math.max(next + pause, System.nanoTime());
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    } catch (RuntimeException failure) {
      wrong.add("a caller gave up: " + failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void change(long end) {
    try {
      for (; System.nanoTime() < end; changes++) {
        deploy(changes % FUNCTIONS, changes);
        passingFunction(changes);
        TimeUnit.NANOSECONDS.sleep(BETWEEN_CHANGES.toNanos());
      }
    } catch (RuntimeException failure) {
      wrong.add("who changes functions gave up: " + failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** New code and settings become the version that is live; the one before goes the next time. */
  private void deploy(int number, int change) {
    String path = PATH + name(number);
    String settings = "{\"Timeout\":" + (10 + change % 50) + "}";
    expect("change code", 200, api.updateCode(name(number), code(number, change)));
    expect("look", 200, api.settled(name(number)));
    expect("change settings", 200, api.updateConfiguration(name(number), settings));
    expect("look", 200, api.settled(name(number)));
    Reply published = api.lambda("POST", path + "/versions", "{}");
    expect("publish", 201, published);
    String before = api.lambda("GET", path + "/aliases/live", "").member("FunctionVersion");
    String after = "{\"FunctionVersion\":\"" + published.member("Version") + "\"}";
    expect("move an alias", 200, api.lambda("PUT", path + "/aliases/live", after));
    String older = replaced.put(number, before);
    if (older != null) {
      expect("delete a version", 204, api.lambda("DELETE", path + "?Qualifier=" + older, ""));
    }
  }

  private void passingFunction(int change) {
    String name = "passing-" + change;
    create(name, change);
    expectEcho(api.invoke(name, Stage.EVENT));
    expect("delete", 204, api.delete(name));
  }

  private void create(String name, int number) {
    String runtime =
        inNode(number) ? interpreters.node().runtime() : interpreters.python().runtime();
    expect("create", 201, api.create(name, runtime, "main.handler", code(number, 0)));
    expect("look", 200, api.settled(name));
  }

  private static Map<String, String> code(int number, int change) {
    return inNode(number)
        ? Map.of(
            "main.cjs",
            "exports.handler = async (event) => { console.log('called'); return event; }; // "
                + change)
        : Map.of(
            "main.py", "def handler(event, _):\n    print('called')\n    return event # " + change);
  }

  private static boolean inNode(int number) {
    return number % 3 == 2;
  }

  private static String name(int number) {
    return "soak-" + number;
  }

  private void expectEcho(Reply reply) {
    expect("invoke", 200, reply);
    if (!reply.body().replace(" ", "").equals(Stage.EVENT)) {
      wrong.add("an answer is not its event: " + reply);
    }
  }

  private void expect(String what, int status, Reply reply) {
    answered.incrementAndGet();
    if (reply.status() != status) {
      wrong.add("could not " + what + ": " + reply);
    }
  }
}
