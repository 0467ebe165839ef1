package dev.martlet.bench;

import dev.martlet.acceptance.Reply;
import dev.martlet.bench.Row.Form;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** A function that is called all the time, alone and while another one wants all processors. */
final class NeighbourRow {
  private static final int SANDBOXES = 10;
  private static final Duration BLOCK = Duration.ofSeconds(3);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int WARM_UPS = 6;
  private static final int ROUNDS = 5;
  private static final String NAME = "burn";
  private static final String SOURCE =
      """
      import time
      def handler(event, context):
          end = time.monotonic() + event["seconds"]
          while time.monotonic() < end:
              pass
      """;

  private final Stage stage;
  private final Generator generator;
  private final boolean quick;

  NeighbourRow(Stage stage, Generator generator, boolean quick) {
    this.stage = stage;
    this.generator = generator;
    this.quick = quick;
  }

  Row row() throws IOException, InterruptedException {
    Contender hot = stage.ours("hot", "python");
    stage.deploy(
        NAME, stage.interpreters().python().runtime(), "main.handler", Map.of("main.py", SOURCE));
    for (int i = 0; i < (quick ? 1 : WARM_UPS); i++) {
      generator.run(hot, 1, WARM_UP);
    }
    List<Load> quiet = new ArrayList<>();
    List<Load> beside = new ArrayList<>();
    for (int round = 0; round < (quick ? 2 : ROUNDS); round++) {
      quiet.add(generator.run(hot, 1, BLOCK));
      beside.add(besideABurningOne(hot));
      System.err.println("  quiet      " + quiet.getLast());
      System.err.println("  beside     " + beside.getLast());
    }
    double theirs = Figures.median(quiet, load -> Figures.micros(load.tail()));
    double own = Figures.median(beside, load -> Figures.micros(load.tail()));
    return new Row(
        "Python hello, signed, 1 connection, p99 beside a function that burns CPU in ten sandboxes"
            + " ÷ quiet",
        "µs",
        theirs,
        own,
        own / theirs,
        Form.RATIO_AT_MOST,
        3,
        2,
        Load.disturbance(quiet));
  }

  // It burns before, all the time, and a little after.
  private Load besideABurningOne(Contender hot) throws IOException, InterruptedException {
    String event = "{\"seconds\": %d}".formatted(BLOCK.toSeconds() + 3);
    Callable<Reply> call = () -> stage.platform().api().invoke(NAME, event);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> burning =
          IntStream.range(0, SANDBOXES).mapToObj(i -> callers.submit(call)).toList();
      generator.run(hot, 1, Duration.ofSeconds(1));
      Load load = generator.run(hot, 1, BLOCK);
      for (Future<Reply> each : burning) {
        Reply reply = each.get();
        if (reply.status() != 200 || reply.header("x-amz-function-error").isPresent()) {
          throw new IOException(NAME + " failed: " + reply);
        }
      }
      return load;
    } catch (ExecutionException failure) {
      throw new IOException(failure);
    }
  }
}
