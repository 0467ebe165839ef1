package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryFoldersTest {
  // More than descriptors that a process usually has, and longer than a path may be.
  private static final int DEPTH = 5000;
  private static final SandboxLimits LIMITS = SandboxLimits.ofMemory(ByteSize.megabytes(128));

  @TempDir Path directory;
  private Path place;

  @BeforeEach
  void name() {
    place = directory.resolve("place");
  }

  private static Path take(TemporaryFolders folders) throws IOException {
    return ((Scratch.Folder) folders.take(LIMITS)).path();
  }

  // From the inside to the outside, so that no path on the way is long.
  private void fill(Path folder, int depth) throws IOException {
    Path inner = Files.createDirectory(directory.resolve("0"));
    Files.writeString(inner.resolve("file"), "");
    Files.createSymbolicLink(inner.resolve("link"), directory);
    for (int level = 1; level < depth; level++) {
      Path outer = Files.createDirectory(directory.resolve(Integer.toString(level)));
      Files.move(inner, outer.resolve("inner"));
      inner = outer;
    }
    Files.move(inner, folder.resolve("inner"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, DEPTH})
  void howeverDeepAFolderIsNothingOfItStays(int depth) throws IOException {
    TemporaryFolders folders = TemporaryFolders.in(place);
    Scratch scratch = folders.take(LIMITS);
    Path folder = ((Scratch.Folder) scratch).path();
    fill(folder, depth);
    Files.createDirectories(folder.resolve("closed/closed"));
    Files.setPosixFilePermissions(
        folder.resolve("closed"), PosixFilePermissions.fromString("---------"));
    folders.discard(scratch);
    assertThat(place).isEmptyDirectory();
    folders.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeftIsSweptWithWhatItHadBegunToRemove() throws IOException {
    fill(take(TemporaryFolders.in(place)), DEPTH);
    Files.createDirectories(place.resolve("1.1/inner"));
    Files.createDirectories(place.resolve("1.2/inner"));
    TemporaryFolders.sweep(place);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatCouldNotBeSweptIsNobodysNew() throws IOException {
    Path left = take(TemporaryFolders.in(place));
    assertThat(take(TemporaryFolders.in(place))).isNotEqualTo(left).isEmptyDirectory();
  }

  @Test
  void aPlaceThatWasRemovedIsMadeAgain() throws IOException {
    TemporaryFolders folders = TemporaryFolders.in(place);
    Files.delete(place);
    assertThat(take(folders)).isEmptyDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwx--x--x");
  }

  @Test
  void aPlaceThatLeadsElsewhereIsNeitherUsedNorSwept() throws IOException {
    TemporaryFolders folders = TemporaryFolders.in(place);
    Files.delete(place);
    Path other = Files.createDirectory(directory.resolve("other"));
    Path precious = Files.writeString(other.resolve("precious"), "");
    Files.createSymbolicLink(place, other);
    assertThatIOException().isThrownBy(() -> folders.take(LIMITS)).withMessageContaining("way");
    TemporaryFolders.sweep(place);
    assertThat(precious).exists();
  }
}
