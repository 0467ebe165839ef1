package dev.martlet.cli.deploy;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The files of a folder that are a function's code. */
final class CodeFolder {
  /** What the platform unpacks at most, so there is no use in sending more. */
  private static final long LIMIT = 262_144_000;

  private static final Set<String> NEVER =
      Set.of(
          Manifest.FILE,
          ".git",
          ".gitignore",
          ".hg",
          ".svn",
          ".DS_Store",
          ".idea",
          ".vscode",
          ".venv",
          "venv",
          "__pycache__",
          ".pytest_cache");

  private final Path folder;
  private final List<PathMatcher> excluded;

  /**
   * @param folder an existing folder
   * @param exclude patterns as of {@code FileSystem.getPathMatcher("glob:…")}, against the path
   *     below the folder
   */
  CodeFolder(Path folder, List<String> exclude) {
    this.folder = folder;
    this.excluded =
        exclude.stream()
            .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
            .toList();
  }

  /** Its files and links, sorted by name. */
  List<CodeEntry> entries() {
    Collector collector = new Collector();
    try {
      Files.walkFileTree(folder, collector);
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "Cannot read " + folder + ": " + e, e);
    }
    collector.entries.sort(Comparator.comparing(CodeEntry::name));
    return collector.entries;
  }

  private boolean leavesOut(Path path) {
    String name = path.getFileName().toString();
    return NEVER.contains(name)
        || name.endsWith(".pyc")
        || excluded.stream().anyMatch(matcher -> matcher.matches(folder.relativize(path)));
  }

  /** Walks without following links, so that no loop and nothing outside is reached. */
  private final class Collector extends SimpleFileVisitor<Path> {
    private final List<CodeEntry> entries = new ArrayList<>();
    private long total;

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return !path.equals(folder) && leavesOut(path)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      if (leavesOut(path)) {
        return FileVisitResult.CONTINUE;
      }
      String name = folder.relativize(path).toString();
      if (attributes.isSymbolicLink()) {
        String target = Files.readSymbolicLink(path).toString();
        entries.add(CodeEntry.link(name, target.getBytes(StandardCharsets.UTF_8)));
      } else if (attributes.isRegularFile()) {
        count(attributes.size());
        boolean executable =
            Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE);
        entries.add(CodeEntry.file(name, executable, Files.readAllBytes(path)));
      } else {
        throw Failure.usage(
            path + " is neither a file nor a link.",
            "Add it to 'exclude' in " + Manifest.FILE + ".");
      }
      return FileVisitResult.CONTINUE;
    }

    private void count(long size) {
      total += size;
      if (total > LIMIT) {
        throw Failure.usage(
            folder + " holds more than " + LIMIT + " bytes, the limit for a function's code.",
            "Leave files out with 'exclude' in " + Manifest.FILE + ".");
      }
    }
  }
}
