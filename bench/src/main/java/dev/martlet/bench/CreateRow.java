package dev.martlet.bench;

import dev.martlet.acceptance.Archive;
import dev.martlet.bench.Row.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * From a new archive to its first answer, beside what anybody would type: unzip, sync, run. No
 * archive is used twice on our side, as the platform keeps the same code only once.
 */
final class CreateRow {
  private static final int FILES = 200;
  // Hexadecimal digits are packed to half, so that the archive has 5 MB.
  private static final int RANDOM_BYTES = 25_000;
  private static final int WARM_UPS = 2;
  private static final String NAME = "create";

  private final Stage stage;
  private final Path folder;
  private final int times;

  CreateRow(Stage stage, Path folder, int times) {
    this.stage = stage;
    this.folder = folder;
    this.times = times;
  }

  Row row() throws IOException, InterruptedException {
    List<Duration> bare = new ArrayList<>();
    List<Duration> ours = new ArrayList<>();
    double foreign = 0;
    for (int round = -WARM_UPS; round < times; round++) {
      byte[] archive = Archive.bytes(files(round));
      ForeignCpu others = new ForeignCpu();
      Duration theirs = bare(archive);
      Duration mine = ours(archive);
      if (round < 0) {
        continue;
      }
      bare.add(theirs);
      ours.add(mine);
      foreign += others.share() / times;
      System.err.printf(
          "  %,d bytes: unzip, sync, python %5.0f ms  martlet %5.0f ms%n",
          archive.length, Figures.millis(theirs), Figures.millis(mine));
    }
    return Row.ratio(
        "Create a function (5 MB archive) to its first answer ÷ unzip + sync + bare interpreter",
        "ms",
        Figures.median(bare, Figures::millis),
        Figures.median(ours, Figures::millis),
        Form.RATIO_AT_MOST,
        2,
        1.3,
        ForeignCpu.disturbance(foreign));
  }

  private static Map<String, String> files(int seed) throws IOException {
    Random random = new Random(seed);
    byte[] content = new byte[RANDOM_BYTES];
    Map<String, String> files = new LinkedHashMap<>();
    for (String file : List.of("hello.py", "once.py")) {
      files.put(file, Stage.source(file));
    }
    for (int i = 0; i < FILES; i++) {
      random.nextBytes(content);
      files.put("data/%03d.txt".formatted(i), HexFormat.of().formatHex(content));
    }
    return files;
  }

  private Duration bare(byte[] archive) throws IOException, InterruptedException {
    Path zip = Files.write(folder.resolve("create.zip"), archive);
    Path code = folder.resolve("create-code");
    Path event = Files.writeString(folder.resolve("create.json"), Stage.EVENT);
    settle();
    long begun = System.nanoTime();
    Child.output(folder, "unzip", "-q", zip.toString(), "-d", code.toString());
    Child.output(folder, "sync", "-f", code.toString());
    String python = stage.interpreters().python().path();
    Process answer =
        Child.builder(code, List.of(python, "once.py")).redirectInput(event.toFile()).start();
    String said =
        new String(answer.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replace(" ", "");
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    if (answer.waitFor() != 0 || !said.equals(Stage.EVENT)) {
      throw new IOException(python + " once.py failed: " + said);
    }
    Child.output(folder, "rm", "-r", code.toString());
    return took;
  }

  private Duration ours(byte[] archive) throws IOException, InterruptedException {
    String request =
        Stage.request(
            NAME,
            stage.interpreters().python().runtime(),
            "hello.handler",
            Base64.getEncoder().encodeToString(archive));
    settle();
    long begun = System.nanoTime();
    stage.create(NAME, request);
    stage.call(NAME, Stage.EVENT);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    stage.platform().api().delete(NAME);
    return took;
  }

  /** What others have left unwritten is not to be flushed on the clock. */
  private void settle() throws IOException, InterruptedException {
    Child.output(folder, "sync", "-f", folder.toString());
  }
}
