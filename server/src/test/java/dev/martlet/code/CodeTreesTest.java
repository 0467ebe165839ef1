package dev.martlet.code;

import static dev.martlet.code.ZipBytes.Entry.directory;
import static dev.martlet.code.ZipBytes.Entry.file;
import static dev.martlet.code.ZipBytes.Entry.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.Artifacts;
import dev.martlet.model.Artifacts.Lease;
import dev.martlet.model.BlobStore;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeTreesTest {
  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void makeRoot() {
    root = folder.resolve("code");
  }

  private CodeTrees holding(Bytes archive) throws IOException {
    return holding(archive, "this boot");
  }

  private CodeTrees holding(Bytes archive, String boot) throws IOException {
    Path blob = Files.write(folder.resolve("b"), archive.toArray());
    return CodeTrees.open(root, new FileBlobs(blob), boot);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void unpacksFilesDirectoriesAndLinksWithModesOfItsOwn() throws IOException {
    Bytes archive =
        ZipBytes.of(
            link("current", "../../../etc/passwd"),
            file("bootstrap", "#!/bin/sh\n").mode(0104755),
            file("./lib//deep/data.txt", "täxt").mode(0100600).method(0),
            directory("empty/"),
            directory("lib/"),
            file("from-windows.py", "x = 1\r\n").maker(0).mode(0));
    CodeTrees trees = holding(archive);

    try (Lease lease = trees.lease(Digest.of(archive))) {
      Path tree = lease.directory();
      assertThat(tree).isEqualTo(root.resolve(Digest.of(archive).hex()));
      assertThat(tree.resolve("lib/deep/data.txt")).hasContent("täxt");
      assertThat(Files.readSymbolicLink(tree.resolve("current")))
          .isEqualTo(Path.of("../../../etc/passwd"));
      assertThat(mode(tree)).isEqualTo("rwxr-xr-x");
      assertThat(mode(tree.resolve("empty"))).isEqualTo("rwxr-xr-x");
      assertThat(mode(tree.resolve("lib"))).isEqualTo("rwxr-xr-x");
      assertThat(mode(tree.resolve("bootstrap"))).isEqualTo("r-xr-xr-x");
      assertThat(mode(tree.resolve("lib/deep/data.txt"))).isEqualTo("r--r--r--");
      assertThat(mode(tree.resolve("from-windows.py"))).isEqualTo("r--r--r--");
    }
  }

  @Test
  void whatWasUnpackedBeforeItHadANameIsThereForWhoeverLeasesIt() throws IOException {
    Bytes archive = ZipBytes.of(file("app.py", "x = 1\n"));
    CodeTrees trees = holding(archive);
    Digest digest = Digest.of(archive);
    for (int time = 0; time < 2; time++) {
      try (var unpacked = (Unpacking.Unpacked) trees.unpack(archive.buffer())) {
        unpacked.name(digest);
      }
    }
    Files.delete(folder.resolve("b"));
    try (Lease lease = trees.lease(digest)) {
      assertThat(lease.directory().resolve("app.py")).hasContent("x = 1\n");
    }
    assertThat(root.resolve("unfinished")).isEmptyDirectory();
  }

  @Test
  void whatSomebodyRemovedMeanwhileIsUnpackedAgain() throws IOException {
    Bytes archive = ZipBytes.of(file("app.py", "x = 1\n"));
    CodeTrees trees = holding(archive);
    Digest digest = Digest.of(archive);
    for (int time = 0; time < 2; time++) {
      try (Lease lease = trees.lease(digest)) {
        assertThat(lease.directory().resolve("app.py")).hasContent("x = 1\n");
      }
      Trash.delete(root.resolve(digest.hex()));
      Files.delete(root.resolve("unfinished"));
    }
  }

  @Test
  void whatWouldLeaveTheDiskNearlyFullIsNotWritten() throws IOException {
    Bytes archive =
        ZipBytes.of(file("a", "x".repeat(4097)), directory("folder/"), link("current", "a"));
    long takes = 4 * 4096L + archive.length();
    List<ByteSize> free =
        new ArrayList<>(
            List.of(
                new ByteSize(DiskSpace.NEARLY_FULL.bytes() + takes - 1),
                new ByteSize(DiskSpace.NEARLY_FULL.bytes() + takes)));
    CodeTrees trees = CodeTrees.open(root, none(), "this boot", free::removeFirst);
    assertThat(trees.unpack(archive.buffer()))
        .isInstanceOfSatisfying(
            Unpacking.NoRoom.class,
            refused ->
                assertThat(refused.message())
                    .contains("too little room", "it takes 1 MB, and 256 MB must stay free"));
    assertThat(root.resolve("unfinished")).isEmptyDirectory();
    try (var unpacked = (Unpacking.Unpacked) trees.unpack(archive.buffer())) {
      assertThat(unpacked).isNotNull();
    }
  }

  @Test
  void whatIsBeingUnpackedHasItsRoomAlready() throws IOException {
    Bytes archive = ZipBytes.of(file("a", "x"));
    long takes = 4096L + archive.length();
    ByteSize enoughForOne = new ByteSize(DiskSpace.NEARLY_FULL.bytes() + 2 * takes - 1);
    List<Unpacking> second = new ArrayList<>();
    AtomicReference<CodeTrees> trees = new AtomicReference<>();
    DiskSpace disk =
        () -> {
          if (second.isEmpty()) {
            second.add(new Unpacking.Refused("not yet"));
            second.add(trees.get().unpack(archive.buffer()));
          }
          return enoughForOne;
        };
    trees.set(CodeTrees.open(root, none(), "this boot", disk));
    try (var first = (Unpacking.Unpacked) trees.get().unpack(archive.buffer())) {
      assertThat(first).isNotNull();
    }
    assertThat(second.getLast()).isInstanceOf(Unpacking.NoRoom.class);
  }

  @Test
  void whatIsUnpackedKeepsItsRoomUntilItsBlobIsThereToo() throws IOException {
    Bytes archive = ZipBytes.of(file("a", "x"));
    long takes = 4096L + archive.length();
    ByteSize enoughForOne = new ByteSize(DiskSpace.NEARLY_FULL.bytes() + 2 * takes - 1);
    CodeTrees trees = CodeTrees.open(root, none(), "this boot", () -> enoughForOne);
    for (int time = 0; time < 2; time++) {
      try (var first = (Unpacking.Unpacked) trees.unpack(archive.buffer())) {
        assertThat(trees.unpack(archive.buffer())).isInstanceOf(Unpacking.NoRoom.class);
        first.name(Digest.of(archive));
      }
    }
  }

  @Test
  void whatIsUnpackedAlreadyNeedsRoomForItsBlobAlone() throws IOException {
    ByteSize length = new ByteSize(1000);
    ByteSize enoughForOne = new ByteSize(DiskSpace.NEARLY_FULL.bytes() + 1999);
    CodeTrees trees = CodeTrees.open(root, none(), "this boot", () -> enoughForOne);
    for (int time = 0; time < 2; time++) {
      try (var first = (Unpacking.Known) trees.admit(length)) {
        assertThat(first).isNotNull();
        assertThat(trees.admit(length)).isInstanceOf(Unpacking.NoRoom.class);
      }
    }
  }

  private BlobStore none() {
    return new FileBlobs(folder.resolve("none"));
  }

  @Test
  void whatGetsNoNameGoes() throws IOException {
    Bytes archive = ZipBytes.of(file("app.py", "x = 1\n"));
    CodeTrees trees = holding(archive);
    try (var unpacked = (Unpacking.Unpacked) trees.unpack(archive.buffer())) {
      assertThat(unpacked).isNotNull();
    }
    assertThat(root.resolve("unfinished")).isEmptyDirectory();
    assertThat(root.resolve(Digest.of(archive).hex())).doesNotExist();
  }

  @Test
  void anArchiveThatHasChangedOnDiskIsNeverUnpacked() throws IOException {
    Bytes archive = ZipBytes.of(file("app.py", "limit = 100\n").method(0), file("b", "b"));
    CodeTrees trees = holding(archive);
    Digest digest = Digest.of(archive);
    for (int at = 0; at < archive.length(); at++) {
      byte[] changed = archive.toArray();
      changed[at] ^= 1;
      assertDamaged(trees, digest, changed);
    }
    for (int length : List.of(0, 1, archive.length() / 2, archive.length() - 1)) {
      assertDamaged(trees, digest, Arrays.copyOf(archive.toArray(), length));
    }
    Files.write(folder.resolve("b"), archive.toArray());
    try (Lease healed = trees.lease(digest)) {
      assertThat(healed.directory().resolve("app.py")).hasContent("limit = 100\n");
    }
    assertThat(trees.damaged()).isEmpty();
  }

  @Test
  void anArchiveThatIsGoneIsDamagedUntilItComesAgain() throws IOException {
    Bytes archive = ZipBytes.of(file("app.py", "limit = 100\n"));
    CodeTrees trees = holding(archive);
    Digest digest = Digest.of(archive);
    Files.delete(folder.resolve("b"));
    assertDamaged(trees, digest);
    Files.write(folder.resolve("b"), archive.toArray());
    trees.lease(digest).close();
    assertThat(trees.damaged()).isEmpty();
  }

  private void assertDamaged(CodeTrees trees, Digest digest, byte[] archive) throws IOException {
    Files.write(folder.resolve("b"), archive);
    assertDamaged(trees, digest);
  }

  private void assertDamaged(CodeTrees trees, Digest digest) {
    assertThatThrownBy(() -> trees.lease(digest)).isInstanceOf(Artifacts.Damaged.class);
    assertThat(trees.damaged()).containsExactly(digest);
    assertThat(root.resolve(digest.hex())).doesNotExist();
    assertThat(root.resolve("unfinished")).isEmptyDirectory();
  }

  @Test
  void acceptsWhatPackagersReallyProduce() {
    assertThat(CodeTrees.verify(ZipBytes.of(directory("./")).buffer()))
        .isEqualTo(new Verdict.Accepted(ByteSize.ZERO));
    assertThat(CodeTrees.verify(ZipBytes.of(directory("./"), file("a", "abc")).buffer()))
        .isEqualTo(new Verdict.Accepted(new ByteSize(3)));
    assertThat(CodeTrees.verify(ZipBytes.behind(500, file("a", "abc")).buffer()))
        .as("a self-extracting archive")
        .isEqualTo(new Verdict.Accepted(new ByteSize(3)));
    assertThat(CodeTrees.verify(ZipBytes.of(file("grün", "abc").charset("IBM437")).buffer()))
        .as("a name in the DOS code page")
        .isEqualTo(new Verdict.Accepted(new ByteSize(3)));
  }

  @Test
  void acceptsExactlyTheLargestUnpackedSize() {
    assertThat(
            CodeTrees.verify(ZipBytes.of(file("zeros", "").data(new byte[262_144_000])).buffer()))
        .isEqualTo(new Verdict.Accepted(new ByteSize(262_144_000)));
  }

  @Test
  void unpacksOnceForManyWhoAskAtTheSameTime() throws Exception {
    Bytes archive = ZipBytes.of(file("a", "x".repeat(1 << 20)));
    CodeTrees trees = holding(archive);
    Set<Object> inodes = new HashSet<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Object> inode =
          () -> {
            try (Lease lease = trees.lease(Digest.of(archive))) {
              return Files.getAttribute(lease.directory().resolve("a"), "unix:ino");
            }
          };
      for (Future<Object> answer : callers.invokeAll(Collections.nCopies(16, inode))) {
        inodes.add(answer.get());
      }
    }
    assertThat(inodes).hasSize(1);
  }

  @Test
  void sweepsOnlyWhatIsNeitherLiveNorLeased() throws IOException {
    Bytes archive = ZipBytes.of(file("a", "x"), link("self", "."));
    Digest digest = Digest.of(archive);
    CodeTrees trees = holding(archive);
    Lease first = trees.lease(digest);
    Lease second = trees.lease(digest);
    first.close();
    first.close();

    assertThat(trees.sweep(live -> false)).as("still leased").isZero();
    second.close();
    assertThat(trees.sweep(live -> true)).as("still live").isZero();
    assertThat(trees.sweep(live -> false)).isEqualTo(1);
    assertThat(names(root)).containsExactlyInAnyOrder("boot", "trash", "unfinished");

    try (Lease again = trees.lease(digest)) {
      assertThat(again.directory().resolve("a")).hasContent("x");
    }
  }

  @Test
  void keepsTreesOverARestartAndRemovesWhatWasUnfinished() throws IOException {
    Bytes archive = ZipBytes.of(file("a", "x"));
    holding(archive).lease(Digest.of(archive)).close();
    Path leftover = Files.createDirectories(root.resolve("unfinished/7/lib"));
    Files.createSymbolicLink(leftover.resolve("link"), folder);
    Files.writeString(root.resolve("stray"), "not ours");

    CodeTrees reopened = holding(Bytes.EMPTY);

    assertThat(root.resolve("unfinished")).isEmptyDirectory();
    try (Lease lease = reopened.lease(Digest.of(archive))) {
      assertThat(lease.directory().resolve("a")).hasContent("x");
    }
    assertThat(reopened.sweep(live -> false)).isEqualTo(1);
    reopened.emptyTrash();
    assertThat(root.resolve("trash")).isEmptyDirectory();
    assertThat(folder.resolve("b")).as("links are not followed").exists();
    assertThat(names(root)).containsExactlyInAnyOrder("boot", "stray", "trash", "unfinished");
  }

  @Test
  void aSweepDeletesNothingSoThatNobodyWaitsForFiles() throws IOException {
    Bytes archive = ZipBytes.of(file("a", "x"), file("lib/b", "y"));
    CodeTrees trees = holding(archive);
    trees.lease(Digest.of(archive)).close();

    assertThat(trees.sweep(live -> false)).isEqualTo(1);
    assertThat(files("trash")).containsExactlyInAnyOrder("a", "lib", "b");
    trees.emptyTrash();
    assertThat(files("trash")).isEmpty();
  }

  @Test
  void whatAStopKeepsInTheTrashIsDeletedByTheNextProcess() throws IOException {
    Bytes archive = ZipBytes.of(file("a", "x"));
    CodeTrees stopping = holding(archive);
    stopping.lease(Digest.of(archive)).close();
    stopping.sweep(live -> false);

    Thread.currentThread().interrupt();
    stopping.emptyTrash();
    assertThat(Thread.interrupted()).as("still being stopped").isTrue();
    assertThat(files("trash")).containsExactly("a");

    holding(archive).emptyTrash();
    assertThat(files("trash")).isEmpty();
  }

  @Test
  void aTreeOfAnEarlierBootIsUnpackedAgain() throws IOException {
    Bytes archive = ZipBytes.of(file("a", "x"));
    Path tree;
    try (Lease lease = holding(archive).lease(Digest.of(archive))) {
      tree = lease.directory();
    }
    Files.delete(tree.resolve("a"));
    Files.createFile(tree.resolve("a")); // as a loss of power may leave it

    try (Lease lease = holding(archive).lease(Digest.of(archive))) {
      assertThat(lease.directory().resolve("a")).as("in the same boot").isEmptyFile();
    }
    try (Lease lease = holding(archive, "the next boot").lease(Digest.of(archive))) {
      assertThat(lease.directory().resolve("a")).hasContent("x");
    }
  }

  /** The names of what lies in the directories of a folder, at any depth. */
  private List<String> files(String name) throws IOException {
    Path directory = root.resolve(name);
    try (Stream<Path> found = Files.walk(directory)) {
      return found
          .filter(path -> directory.relativize(path).getNameCount() > 1)
          .map(path -> path.getFileName().toString())
          .toList();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.map(path -> path.getFileName().toString()).toList();
    }
  }
}
