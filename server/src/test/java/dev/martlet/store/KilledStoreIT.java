package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.ManualClock;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Delete;
import dev.martlet.model.MetaStore.Prefix;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.MetaStore.Write;
import dev.martlet.model.Observer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments under load: nothing acknowledged is lost, what is referenced is
 * readable, and nothing half-written is left. {@code -Dmartlet.crash.rounds=50} asks for more.
 */
class KilledStoreIT {
  private static final int ROUNDS = Integer.getInteger("martlet.crash.rounds", 6);
  private static final long SEED = Long.getLong("martlet.crash.seed", 42);

  private static final Pattern LINE = Pattern.compile("([0-9]) ([0-9]+);");

  @TempDir Path temporary;

  @Test
  void nothingAcknowledgedIsLost() throws IOException, InterruptedException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    List<int[]> acknowledged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.add(runAndKill(round, 1 + random.nextInt(400)));
      check(acknowledged);
    }
  }

  private Path data() {
    return temporary.resolve("data");
  }

  /** The last acknowledged step per thread, -1 for none. */
  private int[] runAndKill(int round, int lines) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashLoad.class.getName(),
                data().toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int[] last = new int[CrashLoad.THREADS];
    Arrays.fill(last, -1);
    int seen = 0;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        // What it had said before it died counts too, but for a line it died in.
        Matcher acknowledged = LINE.matcher(line);
        if (acknowledged.matches()) {
          last[Integer.parseInt(acknowledged.group(1))] = Integer.parseInt(acknowledged.group(2));
        }
        if (++seen == lines) {
          // By its handle: the process would close the output that is yet to be read.
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
    assertThat(seen).as("lines of round %d", round).isGreaterThanOrEqualTo(lines);
    return last;
  }

  private void check(List<int[]> acknowledged) throws IOException {
    DataDirectory.Opening opening = DataDirectory.open(data());
    assertThat(opening).isInstanceOf(DataDirectory.Opened.class);
    try (DataDirectory directory = ((DataDirectory.Opened) opening).directory();
        Store store =
            ((Store.Opened)
                    Store.open(directory, Optional.empty(), new ManualClock(), Observer.NONE))
                .store()) {
      for (int round = 0; round < acknowledged.size(); round++) {
        for (int thread = 0; thread < CrashLoad.THREADS; thread++) {
          checkThread(store, round, thread, acknowledged.get(round)[thread]);
        }
      }
      for (Versioned record : store.meta().list(Prefix.EVERYTHING, null, Integer.MAX_VALUE)) {
        try (InputStream in = store.blobs().open(new Digest(record.json()))) {
          assertThat(Digest.of(Bytes.adopt(in.readAllBytes())).hex()).isEqualTo(record.json());
        }
      }
      try (Stream<Path> left = Files.list(directory.blobs().resolve("temporary"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  /** A thread's records are as after its last acknowledged step, or the one it was killed in. */
  private static void checkThread(Store store, int round, int thread, int acknowledged) {
    Map<MetaStore.Key, List<String>> allowed = new HashMap<>();
    for (int step = 0; step <= acknowledged; step++) {
      Write write = CrashLoad.write(round, thread, step);
      allowed.put(write.key(), new ArrayList<>(List.of(state(write))));
    }
    Write unfinished = CrashLoad.write(round, thread, acknowledged + 1);
    allowed
        .computeIfAbsent(unfinished.key(), key -> new ArrayList<>(List.of("")))
        .add(state(unfinished));
    allowed.forEach(
        (key, states) ->
            assertThat(store.meta().get(key).map(Versioned::json).orElse(""))
                .as("round %d, step %d, %s", round, acknowledged, key)
                .isIn(states));
  }

  private static String state(Write write) {
    return switch (write) {
      case Put put -> put.json();
      case Delete delete -> "";
    };
  }
}
