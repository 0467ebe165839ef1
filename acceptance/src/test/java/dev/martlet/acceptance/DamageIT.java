package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk has changed behind the platform's back is told, and never run or answered. */
class DamageIT {
  /** SQLite's own. */
  private static final int PAGE_BYTES = 4096;

  @TempDir Path folder;

  private static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> path.getFileName().toString().matches("[0-9a-f]{64}")).toList();
    }
  }

  /** The data of a platform that has a function and is stopped. */
  private Path stopped() throws IOException {
    Path data = folder.resolve("data");
    try (Platform platform = Platform.start(data)) {
      Language.PYTHON.create(platform.api(), "any", "");
      assertThat(platform.stop()).isZero();
    }
    return data;
  }

  /** Inverts the middle byte of the one archive, and takes its unpacked tree away. */
  private void damage(Path data) throws IOException {
    Path archive = below(data.resolve("blobs")).getFirst();
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= (byte) 0xff;
    Files.write(archive, bytes);
    Path tree = below(data.resolve("code")).getFirst();
    Files.move(tree, folder.resolve("tree"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void damagedCodeIsNeverRunAndAnUploadHealsIt() throws IOException {
    Path data = stopped();
    damage(data);
    try (Platform platform = Platform.start(data)) {
      Api api = platform.api();
      Reply refused = api.invoke("any", "{}");
      assertThat(refused.errorCode()).isEqualTo("ServiceException");
      assertThat(refused.body()).contains("is damaged on the disk", "upload it again");
      assertThat(api.configuration("any").member("State")).isEqualTo("Failed");
      assertThat(api.configuration("any").member("StateReason")).contains("is damaged");

      assertThat(api.health("The code of any is damaged")).contains("degraded", "uploaded again");

      assertThat(api.updateCode("any", Language.PYTHON.anything()).status()).isEqualTo(200);
      assertThat(api.settled("any").member("LastUpdateStatus")).isEqualTo("Successful");
      assertThat(api.invoke("any", "{\"do\":\"count\"}").body()).isEqualTo("1");
      var _ = api.repeat(api::health, page -> !page.body().contains("is damaged"));
    }
  }

  @Test
  void aDatabaseThatIsCutOffOrGoneIsRefusedWithTheRemedy()
      throws IOException, InterruptedException {
    assumeThat(Databases.embedded()).as("PostgreSQL looks after its files").isTrue();
    Path data = stopped();
    Path database = data.resolve("martlet.db");
    byte[] whole = Files.readAllBytes(database);
    for (long length : List.of(whole.length / 2L, 4096L, 100L, 0L)) {
      restore(data, whole);
      try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE)) {
        file.truncate(length);
      }
      assertRefused(data);
    }
    Files.delete(database);
    assertRefused(data);

    // Beyond the first page, which tells what else there is.
    byte[] torn = whole.clone();
    Arrays.fill(torn, PAGE_BYTES, torn.length, (byte) 0x5a);
    restore(data, torn);
    assertRefused(data);
    restore(data, replaced(whole, "\"wanted\"", "\"wamted\""));
    assertRefused(data);
    assertThat(Platform.log(data)).content().contains("lambda/function/any cannot be read");

    restore(data, whole);
    try (Platform healed = Platform.start(data)) {
      assertThat(healed.api().invoke("any", "{\"do\":\"count\"}").body()).isEqualTo("1");
    }
  }

  @Test
  void aDatabaseThatIsCutOffWhileItRunsStopsNoFunctionAndIsRefusedAtTheNextStart()
      throws IOException, InterruptedException {
    assumeThat(Databases.embedded()).as("PostgreSQL looks after its files").isTrue();
    Path data = stopped();
    try (Platform platform = Platform.start(data)) {
      Api api = platform.api();
      try (FileChannel file =
          FileChannel.open(data.resolve("martlet.db"), StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
      assertThat(api.invoke("any", "{\"do\":\"count\"}").body()).isEqualTo("1");
      Reply refused = api.updateConfiguration("any", "{\"Timeout\":9}");
      assertThat(refused.body()).contains("Nothing was changed", "is damaged");
      assertThat(api.health("was removed, replaced or cut off")).contains("degraded");
      assertThat(api.invoke("any", "{\"do\":\"echo\"}").status()).isEqualTo(200);
      var _ = platform.stop();
    }
    assertRefused(data);
    assertThat(below(data.resolve("blobs"))).as("nothing is swept").hasSize(1);
  }

  @Test
  void aDatabaseThatIsDamagedWhileItRunsRefusesChangesAndStopsNoFunction()
      throws IOException, InterruptedException {
    assumeThat(Databases.embedded()).as("PostgreSQL looks after its files").isTrue();
    Path data = folder.resolve("data");
    try (Platform platform = Platform.start(data)) {
      Language.PYTHON.create(platform.api(), "any", "");
      assertThat(platform.stop()).isZero();
    }
    try (Platform platform = Platform.start(data)) {
      Api api = platform.api();
      tear(data.resolve("martlet.db"));
      Reply refused = api.updateConfiguration("any", "{\"Timeout\":9}");
      assertThat(refused.errorCode()).isEqualTo("ServiceException");
      assertThat(refused.body()).contains("Nothing was changed", "is damaged");
      assertThat(api.event("any", "{\"do\":\"count\"}").body()).contains("is damaged");
      assertThat(api.health("martlet.db is damaged")).contains("degraded", "restore a backup");
      assertThat(api.invoke("any", "{\"do\":\"count\"}").body()).isEqualTo("1");
      var _ = platform.stop();
    }
    assertRefused(data);
    assertThat(below(data.resolve("blobs"))).as("nothing is swept").hasSize(1);
  }

  /** Tears all pages but the first, and has who has read them read them again. */
  private static void tear(Path database) throws IOException, InterruptedException {
    try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE)) {
      byte[] torn = new byte[Math.toIntExact(file.size() - PAGE_BYTES)];
      Arrays.fill(torn, (byte) 0x5a);
      file.write(ByteBuffer.wrap(torn), PAGE_BYTES);
    }
    String change =
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version=1')";
    Process other =
        new ProcessBuilder("python3", "-c", change, database.toString()).inheritIO().start();
    assertThat(other.waitFor()).isZero();
  }

  private static byte[] replaced(byte[] whole, String old, String by) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(old);
    return text.replace(old, by).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void restore(Path data, byte[] whole) throws IOException {
    Files.deleteIfExists(data.resolve("martlet.db-wal"));
    Files.deleteIfExists(data.resolve("martlet.db-shm"));
    Files.write(data.resolve("martlet.db"), whole);
  }

  private static void assertRefused(Path data) throws IOException, InterruptedException {
    Files.deleteIfExists(Platform.log(data));
    Process process = Platform.launch("serve", data, List.of());
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(4);
      assertThat(Platform.log(data)).content().contains("martlet.db", "restore a backup");
    } finally {
      process.destroyForcibly();
    }
  }
}
