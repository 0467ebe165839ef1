package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.BlobStore;
import dev.martlet.model.BlobStore.Stored;
import dev.martlet.model.BlobStore.TooLarge;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link BlobStore} keeps to. */
abstract class BlobStoreContract {
  private static final ByteSize MAX = new ByteSize(200_000);

  /** The test's own store; the same content at every call within a test. */
  abstract BlobStore store();

  abstract ManualClock clock();

  private Digest put(byte[] content) throws IOException {
    Digest digest = Digest.of(Bytes.adopt(content));
    assertThat(store().put(new ByteArrayInputStream(content), MAX))
        .isEqualTo(new Stored(digest, new ByteSize(content.length)));
    return digest;
  }

  private byte[] read(Digest digest) throws IOException {
    try (InputStream in = store().open(digest)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
  void contentIsReadUnderItsDigest(int length) throws IOException {
    byte[] content = new byte[length];
    RandomGeneratorFactory.of("L64X128MixRandom").create(length).nextBytes(content);
    Digest digest = put(content);
    assertThat(read(digest)).isEqualTo(content);
    assertThat(Files.readAllBytes(store().file(digest))).isEqualTo(content);
  }

  @Test
  void contentPutTwiceIsThereOnce() throws IOException {
    assertThat(put(new byte[] {1})).isEqualTo(put(new byte[] {1}));
    assertThat(store().sweep(digest -> false, Instant.MAX)).isEqualTo(1);
  }

  @Test
  void tooMuchContentIsRefused() throws IOException {
    InputStream endless = InputStream.nullInputStream();
    assertThat(store().put(endless, ByteSize.ZERO)).isInstanceOf(Stored.class);
    assertThat(store().put(new ByteArrayInputStream(new byte[11]), new ByteSize(10)))
        .isEqualTo(new TooLarge(new ByteSize(10)));
    assertThat(store().put(new ByteArrayInputStream(new byte[10]), new ByteSize(10)))
        .isInstanceOf(Stored.class);
  }

  @Test
  void absentContentIsSaidToBe() throws IOException {
    Digest absent = Digest.of(Bytes.utf8("absent"));
    assertThatThrownBy(() -> store().open(absent)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store().file(absent)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aSweepSparesWhatIsLiveAndWhatIsYoung() throws IOException {
    Digest dead = put(new byte[] {1});
    Digest live = put(new byte[] {2});
    Digest putAgain = put(new byte[] {4});
    clock().advance(Duration.ofHours(2));
    assertThat(put(new byte[] {4})).isEqualTo(putAgain);
    Digest young = put(new byte[] {5});
    assertThat(store().sweep(live::equals, clock().now().minus(Duration.ofHours(1)))).isEqualTo(1);
    for (Digest spared : Set.of(live, putAgain, young)) {
      assertThat(read(spared)).hasSize(1);
    }
    assertThatThrownBy(() -> store().open(dead)).isInstanceOf(NoSuchFileException.class);
  }

  /** What is referenced is always readable, whatever is put and swept in between. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsReferencedIsReadable(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Set<Digest> referenced = new HashSet<>();
    Map<Digest, Instant> present = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      clock().advance(Duration.ofMinutes(random.nextInt(10)));
      Digest digest = Digest.of(Bytes.adopt(new byte[] {(byte) random.nextInt(20)}));
      switch (random.nextInt(3)) {
        case 0 -> {
          Digest put = put(new byte[] {(byte) random.nextInt(20)});
          present.put(put, clock().now());
          referenced.add(put);
        }
        case 1 -> referenced.remove(digest);
        default -> {
          Instant olderThan = clock().now().minus(Duration.ofMinutes(30));
          store().sweep(referenced::contains, olderThan);
          present
              .entrySet()
              .removeIf(
                  entry ->
                      !referenced.contains(entry.getKey()) && entry.getValue().isBefore(olderThan));
        }
      }
      for (Digest one : present.keySet()) {
        assertThat(read(one)).as("seed %d, step %d", seed, i).hasSize(1);
      }
    }
  }
}
