package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills or turns read-only beneath a running platform. */
class DiskIT {
  private static final String FLOOD = "{\"do\":\"flood\",\"lines\":5000}";
  private static final String COUNT = "{\"do\":\"count\"}";
  private static final String EVENT = "{\"do\":\"count\",\"x\":\"" + "x".repeat(900_000) + "\"}";

  @TempDir Path folder;
  private Path disk;
  private Path data;

  /** 384 MB of ext4, none of them kept for root: with less than 256 free no code is taken. */
  @BeforeEach
  void mount() throws IOException, InterruptedException {
    Path image = folder.resolve("image");
    disk = Files.createDirectory(folder.resolve("disk"));
    data = disk.resolve("data");
    run("truncate", "-s", "384M", image.toString());
    run("mkfs.ext4", "-q", "-m", "0", image.toString());
    run("mount", "-o", "loop", image.toString(), disk.toString());
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", disk.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as(String.join(" ", command))
        .isZero();
  }

  /** Writes until nothing more is taken, and returns the file. */
  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] piece = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    return filler;
  }

  private static void reserve(Api api, int places) {
    Reply reply = api.reserve("later", places);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  /** The function that can do anything, with two megabytes that no compression makes smaller. */
  private static Map<String, String> large() {
    byte[] noise = new byte[2_000_000];
    RandomGeneratorFactory.of("L64X128MixRandom").create(64).nextBytes(noise);
    Map<String, String> files = new TreeMap<>(Language.PYTHON.anything());
    files.put("noise", Base64.getEncoder().encodeToString(noise));
    return files;
  }

  private static void assertRefused(Reply reply, String says) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(500);
    assertThat(reply.errorCode()).isEqualTo("ServiceException");
    assertThat(reply.body()).contains(says);
  }

  private static void assertServed(Api api) {
    assertThat(api.invoke("warm", COUNT).body()).isEqualTo("2");
    assertThat(api.invoke("cold", COUNT).body()).isEqualTo("1");
  }

  private static void prepare(Api api) {
    Language.PYTHON.create(api, "warm", "");
    Language.PYTHON.create(api, "cold", "");
    Language.PYTHON.create(api, "later", "");
    assertThat(api.invoke("warm", COUNT).body()).isEqualTo("1");
  }

  @Test
  void aFullDiskRefusesWritesAndNothingElseUntilThereIsRoom() throws IOException {
    try (Platform platform = Platform.start(data)) {
      Api api = platform.api();
      prepare(api);
      reserve(api, 0);
      assertThat(api.event("later", EVENT).status()).isEqualTo(202);

      Path filler = fill();
      String full = "The disk of the platform is full: make room.";
      String noRoom = "The disk of the platform has too little room for this code: it takes";
      assertRefused(api.updateCode("warm", large()), noRoom);
      String runtime = Language.PYTHON.runtime(api);
      assertRefused(api.create("new", runtime, "main.handler", large()), noRoom);
      int accepted = 1;
      if (Databases.embedded()) {
        Reply event = api.event("later", EVENT);
        for (; event.status() == 202; event = api.event("later", EVENT)) {
          accepted++;
        }
        assertRefused(event, full);
      }
      assertServed(api);
      assertThat(api.invoke("warm", FLOOD).body()).isEqualTo("5000");
      assertThat(api.health(" is full.")).contains("degraded", "Make room");

      Files.delete(filler);
      assertThat(api.updateCode("warm", large()).status()).isEqualTo(200);
      assertThat(api.settled("warm").member("LastUpdateStatus")).isEqualTo("Successful");
      assertThat(api.invoke("warm", COUNT).body()).isEqualTo("1");
      assertThat(api.log("warm", "MARTLET"))
          .contains("log events of this log group were lost here");
      assertThat(api.metrics().body()).contains("martlet_events_queued " + accepted + ".0");
      reserve(api, 5);
      api.drained();
      assertThat(api.metrics().body()).doesNotContainPattern("events_dropped_total\\{.*} [1-9]");
      assertThat(platform.stop()).isZero();
    }
    try (Platform again = Platform.start(data)) {
      assertThat(again.api().invoke("cold", COUNT).body()).isEqualTo("1");
      assertThat(again.api().function("new").status()).isEqualTo(404);
    }
  }

  @Test
  void aDiskThatTurnsReadOnlyRefusesWritesAndNothingElse()
      throws IOException, InterruptedException {
    try (Platform platform = Platform.start(data)) {
      Api api = platform.api();
      prepare(api);

      // What ext4 does by itself at an error.
      run("mount", "-o", "remount,abort", disk.toString());

      assertRefused(
          api.updateCode("warm", large()), "The disk of the platform is read-only: mount it");
      Reply update = api.updateConfiguration("cold", "{\"Timeout\":9}");
      Reply event = api.event("later", EVENT);
      if (Databases.embedded()) {
        assertRefused(update, "");
        assertRefused(event, "");
      } else {
        assertThat(update.status()).isEqualTo(200);
        assertThat(event.status()).isEqualTo(202);
      }
      assertServed(api);
      assertThat(api.configuration("cold").member("Timeout"))
          .isEqualTo(Databases.embedded() ? "3" : "9");
      assertThat(api.health("cannot be written")).contains("Read-only file system", "degraded");
      assertThat(platform.stop()).isZero();
    }
  }
}
