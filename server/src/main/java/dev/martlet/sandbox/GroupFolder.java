package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** One control group in one hierarchy, of either version, as files. It may be gone. */
record GroupFolder(Path path) {
  static final String FREEZER_STATE = "freezer.state";

  /** Gives a file of it a value; no error if the group or the file is gone. */
  void writeIfThere(String file, String value) throws IOException {
    try {
      Files.writeString(path.resolve(file), value, StandardOpenOption.WRITE);
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  /** In version 1 a frozen process does not die: whoever kills it thaws it, too. */
  void thawVersion1() throws IOException {
    writeIfThere(FREEZER_STATE, "THAWED");
  }

  /** Kills every process in it, frozen or not, as seen now, and tells which. */
  List<ProcessHandle> kill() throws IOException {
    thawVersion1();
    List<ProcessHandle> inside = processes();
    inside.forEach(ProcessHandle::destroyForcibly);
    // In version 2, since Linux 5.14, this also takes those that are being born.
    writeIfThere("cgroup.kill", "1");
    return inside;
  }

  private List<ProcessHandle> processes() throws IOException {
    List<ProcessHandle> inside = new ArrayList<>();
    try {
      for (String pid : Files.readAllLines(path.resolve("cgroup.procs"))) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(inside::add);
      }
    } catch (NoSuchFileException gone) {
      return inside;
    }
    return inside;
  }

  /** False if the kernel says that the group is busy; removing it twice is no error. */
  boolean remove() throws IOException {
    try {
      Files.deleteIfExists(path);
      return true;
    } catch (FileSystemException busy) {
      if (Files.exists(path)) {
        return false;
      }
      throw busy;
    }
  }

  /** The groups in it. */
  List<GroupFolder> children() throws IOException {
    List<GroupFolder> children = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, Files::isDirectory)) {
        entries.forEach(entry -> children.add(new GroupFolder(entry)));
      }
    }
    return children;
  }
}
