package dev.martlet.bench;

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
  private final Blocks blocks;

  NeighbourRow(Stage stage, Blocks blocks) {
    this.stage = stage;
    this.blocks = blocks;
  }

  Row row() throws IOException, InterruptedException {
    Contender hot = stage.ours("hot", "python");
    stage.deploy(
        NAME, stage.interpreters().python().runtime(), "main.handler", Map.of("main.py", SOURCE));
    blocks.warmUp(List.of(hot), 1);
    // Ten cold starts beside it, which are not what burns.
    Load _ = besideABurningOne(hot);
    List<Load> quiet = new ArrayList<>();
    List<Load> beside = new ArrayList<>();
    for (int round = 0; round < blocks.rounds(); round++) {
      quiet.add(blocks.once(hot, 1, Blocks.BLOCK));
      beside.add(besideABurningOne(hot));
      System.err.println("  quiet      " + quiet.getLast());
      System.err.println("  beside     " + beside.getLast());
    }
    return Row.ratio(
        "Python hello, signed, 1 connection, p99 beside a function that burns CPU in ten sandboxes"
            + " ÷ quiet",
        "µs",
        Figures.median(quiet, load -> Figures.micros(load.tail())),
        Figures.median(beside, load -> Figures.micros(load.tail())),
        Form.RATIO_AT_MOST,
        3,
        2,
        Load.disturbance(quiet));
  }

  // It burns before, all the time, and a little after.
  private Load besideABurningOne(Contender hot) throws IOException, InterruptedException {
    String event = "{\"seconds\": %d}".formatted(Blocks.BLOCK.toSeconds() + 3);
    Callable<Boolean> call =
        () -> {
          stage.call(NAME, event);
          return true;
        };
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> burning =
          IntStream.range(0, SANDBOXES).mapToObj(i -> callers.submit(call)).toList();
      Load _ = blocks.once(hot, 1, Duration.ofSeconds(1));
      Load load = blocks.once(hot, 1, Blocks.BLOCK);
      for (Future<Boolean> each : burning) {
        each.get();
      }
      return load;
    } catch (ExecutionException failure) {
      throw new IOException(failure);
    }
  }
}
