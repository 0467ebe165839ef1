package dev.martlet.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeZipTest {
  @TempDir Path folder;
  @TempDir Path other;

  @BeforeEach
  void aFolderWithAllKindsOfFiles() throws IOException {
    fill(folder);
  }

  private static void fill(Path folder) throws IOException {
    Files.writeString(folder.resolve("handler.py"), "def handler(event, context): pass\n");
    Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        folder.resolve("run.sh"), PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder.resolve("größe/deep"));
    Files.write(folder.resolve("größe/deep/data.bin"), new byte[100_000]);
    Files.createSymbolicLink(folder.resolve("link"), Path.of("größe/deep/data.bin"));
    Files.createSymbolicLink(folder.resolve("outside"), Path.of("/nowhere/secret"));
  }

  private static byte[] zip(Path folder, String... exclude) {
    return CodeZip.of(new CodeFolder(folder, List.of(exclude)).entries());
  }

  private Path written(byte[] archive) throws IOException {
    return Files.write(other.resolve("code.zip"), archive);
  }

  private List<String> names(byte[] archive) throws IOException {
    try (ZipFile zip = new ZipFile(written(archive).toFile())) {
      return Collections.list(zip.entries()).stream().map(entry -> entry.getName()).toList();
    }
  }

  @Test
  void theSameFolderGivesTheSameBytesWheneverAndWhereverItIs() throws IOException {
    byte[] first = zip(folder);
    Path copy = Files.createDirectory(other.resolve("copy"));
    fill(copy);
    Files.setLastModifiedTime(copy.resolve("handler.py"), FileTime.fromMillis(1));
    Files.setPosixFilePermissions(
        copy.resolve("handler.py"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(zip(copy)).isEqualTo(first);
  }

  @Test
  void contentsComeOutAsTheyWentIn() throws IOException {
    try (ZipFile zip = new ZipFile(written(zip(folder)).toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Path file = folder.resolve(entry.getName());
        byte[] expected =
            Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8)
                : Files.readAllBytes(file);
        assertThat(zip.getInputStream(entry).readAllBytes()).isEqualTo(expected);
      }
      assertThat(zip.size()).isEqualTo(5);
    }
  }

  @Test
  void whetherAFileMayBeRunIsKept() throws IOException {
    Path archive = written(zip(folder));
    try (FileSystem zip =
        FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", true))) {
      Set<PosixFilePermission> runnable = PosixFilePermissions.fromString("rwxr-xr-x");
      Set<PosixFilePermission> plain = PosixFilePermissions.fromString("rw-r--r--");
      assertThat(Files.getPosixFilePermissions(zip.getPath("run.sh"))).isEqualTo(runnable);
      assertThat(Files.getPosixFilePermissions(zip.getPath("handler.py"))).isEqualTo(plain);
    }
  }

  @Test
  void linksAreKeptAsLinks() {
    List<CodeEntry> entries = new CodeFolder(folder, List.of()).entries();
    assertThat(entries)
        .filteredOn(entry -> entry.name().equals("link") || entry.name().equals("outside"))
        .allSatisfy(entry -> assertThat(entry.mode()).isEqualTo(0120777))
        .extracting(entry -> new String(entry.content(), StandardCharsets.UTF_8))
        .containsExactly("größe/deep/data.bin", "/nowhere/secret");
  }

  @Test
  void whatIsNoCodeStaysOut() throws IOException {
    for (String name : List.of("martlet.yaml", ".gitignore", "x.pyc", "notes.md")) {
      Files.writeString(folder.resolve(name), name);
    }
    for (String name : List.of("__pycache__", ".git", "tests")) {
      Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("file"), name);
    }
    assertThat(names(zip(folder, "tests", "*.md")))
        .isEqualTo(
            new ArrayList<>(
                List.of("größe/deep/data.bin", "handler.py", "link", "outside", "run.sh")));
  }

  @Test
  void anEmptyFolderIsAnArchiveWithoutEntries() {
    assertThat(CodeZip.of(List.of())).hasSize(22).startsWith(0x50, 0x4b, 0x05, 0x06);
  }
}
