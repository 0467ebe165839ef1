package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.BlobStore;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest extends BlobStoreContract {
  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private FileBlobStore store;

  @BeforeEach
  void open() throws IOException {
    store = new FileBlobStore(directory, clock);
  }

  @Override
  BlobStore store() {
    return store;
  }

  @Override
  ManualClock clock() {
    return clock;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aReadThatFailsLeavesNothingBehind() throws IOException {
    FilterInputStream failing =
        new FilterInputStream(new ByteArrayInputStream(new byte[100])) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, 10);
            if (read <= 0) {
              throw new IOException("the caller hung up");
            }
            return read;
          }
        };
    assertThatThrownBy(() -> store.put(failing, ByteSize.megabytes(1)))
        .hasMessage("the caller hung up");
    assertThat(files()).isEmpty();
  }

  @Test
  void tooMuchContentLeavesNothingBehind() throws IOException {
    store.put(new ByteArrayInputStream(new byte[100]), new ByteSize(10));
    assertThat(files()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftHalfWrittenIsRemovedAtTheNextStart() throws IOException {
    Files.write(directory.resolve("temporary/half"), new byte[100]);
    open();
    assertThat(files()).isEmpty();
  }

  @Test
  void puttingHealsAFileThatWasDamaged() throws IOException {
    Digest digest = Digest.of(Bytes.utf8("content"));
    store.put(new ByteArrayInputStream(Bytes.utf8("content").toArray()), ByteSize.megabytes(1));
    Files.writeString(store.file(digest), "damage");
    store.put(new ByteArrayInputStream(Bytes.utf8("content").toArray()), ByteSize.megabytes(1));
    assertThat(store.file(digest)).hasContent("content");
  }

  @Test
  void everyDirectoryThatABlobMayNeedIsThereFromTheStart() throws IOException {
    try (Stream<Path> shards = Files.list(directory)) {
      assertThat(shards.map(path -> path.getFileName().toString()))
          .contains("00", "0f", "7f", "80", "ff")
          .hasSize(256 + 1);
    }
  }

  @Test
  void filesOfOthersAreLeftAloneAndHinderNoSweep() throws IOException {
    Path above = Files.writeString(directory.resolve("notes.txt"), "mine");
    Path among = Files.writeString(directory.resolve("ed/notes.txt"), "mine");
    store.put(new ByteArrayInputStream(Bytes.utf8("content").toArray()), ByteSize.megabytes(1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.sweep(digest -> false, clock.now())).isEqualTo(1);
    assertThat(files()).containsExactlyInAnyOrder(above, among);
  }
}
