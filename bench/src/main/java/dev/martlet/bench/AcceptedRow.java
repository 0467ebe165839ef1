package dev.martlet.bench;

import dev.martlet.acceptance.Api;
import dev.martlet.acceptance.Platform;
import dev.martlet.bench.Row.Form;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Acknowledgements of asynchronous invocations beside a loop that does nothing but write and flush.
 * The function takes its time, so that almost all of the work is to accept.
 */
final class AcceptedRow {
  private static final int CONNECTIONS = 64;
  private static final String NAME = "later";
  private static final String SOURCE = "import time\ndef handler(event, context): time.sleep(10)\n";

  private final Path folder;
  private final Blocks blocks;

  AcceptedRow(Path folder, Blocks blocks) {
    this.folder = folder;
    this.blocks = blocks;
  }

  Row row() throws IOException, InterruptedException {
    Path loop = folder.resolve("commit");
    Child.output(Stage.reference(), "cc", "-O2", "-o", loop.toString(), "commit.c");
    try (Platform platform =
        Platform.start(
            folder.resolve("events"),
            "--events-queue-length",
            "10000000",
            "--events-queue-size",
            "20GB",
            "--shutdown-grace",
            "0s")) {
      return measure(loop, contender(platform));
    }
  }

  private static Contender contender(Platform platform) throws IOException {
    Api api = platform.api();
    var python = Interpreters.of(api).python();
    api.create(NAME, python.runtime(), "main.handler", Map.of("main.py", SOURCE), "\"Timeout\":60");
    if (!api.settled(NAME).member("State").equals("Active")
        || api.event(NAME, Stage.EVENT).status() != 202) {
      throw new IOException(NAME + " does not work");
    }
    URI url = api.endpoint().resolve("/2015-03-31/functions/" + NAME + "/invocations");
    Signer signer = new Signer(api.keys(), "us-east-1", "lambda");
    byte[] body = Stage.EVENT.getBytes(StandardCharsets.UTF_8);
    Map<String, String> asynchronous = Map.of("x-amz-invocation-type", "Event");
    return new Contender(
        "martlet",
        platform.pid(),
        url,
        Stage.EVENT,
        () -> {
          Map<String, String> headers = new LinkedHashMap<>(asynchronous);
          headers.putAll(signer.sign("POST", url, asynchronous, body, Instant.now()));
          return headers;
        });
  }

  private Row measure(Path loop, Contender ours) throws IOException, InterruptedException {
    blocks.warmUp(List.of(ours), CONNECTIONS);
    List<Double> bare = new ArrayList<>();
    List<Load> accepted = new ArrayList<>();
    for (int round = 0; round < blocks.rounds(); round++) {
      bare.add(records(loop));
      accepted.add(blocks.once(ours, CONNECTIONS, Blocks.BLOCK));
      System.err.printf("  group commit %8.0f/s  martlet %s%n", bare.getLast(), accepted.getLast());
    }
    return Row.ratio(
        "`Event` acknowledgements, 1 KB, 64 connections ÷ a bare group-commit loop at batch 32",
        "1/s",
        Figures.median(bare, Double::doubleValue),
        Figures.median(accepted, Load::rate),
        Form.RATIO_AT_LEAST,
        0.15,
        0.30,
        Load.disturbance(accepted));
  }

  private double records(Path loop) throws IOException, InterruptedException {
    String file = folder.resolve("records").toString();
    return Double.parseDouble(
        Child.output(folder, loop.toString(), file, String.valueOf(Blocks.BLOCK.toSeconds()))
            .strip());
  }
}
