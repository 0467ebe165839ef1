package dev.martlet.code;

import dev.martlet.code.ZipEntry.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an archive would become on disk, all names checked: directories first (a parent before its
 * children), then files, then links. Paths are relative, with single slashes and no dots.
 */
record Plan(List<String> directories, List<Node> files, List<Node> links) {
  private static final long BLOCK = 4096;

  Plan {
    directories = List.copyOf(directories);
    files = List.copyOf(files);
    links = List.copyOf(links);
  }

  /** A file or a link, at {@code path}. */
  record Node(String path, ZipEntry entry) {}

  static Plan of(List<ZipEntry> entries) throws BadArchive {
    Draft draft = new Draft();
    for (ZipEntry entry : entries) {
      draft.add(entry);
    }
    return draft.plan();
  }

  /** What it would take of a disk, if each file says the truth about itself: whole blocks. */
  long onDisk() {
    long nodes = (long) directories.size() + links.size();
    return files.stream()
        .mapToLong(file -> (file.entry().unpacked() + BLOCK - 1) / BLOCK * BLOCK)
        .reduce(nodes * BLOCK, Long::sum);
  }

  /** Spares the work on archives that say themselves that they are too large. */
  void refuseClaimsBeyond(long most) throws BadArchive {
    long left = most;
    for (Node file : files) {
      left -= Math.min(most + 1, file.entry().unpacked());
      if (left < 0) {
        throw BadArchive.tooLarge();
      }
    }
  }

  /** Collects the nodes, one of each path. */
  private static final class Draft {
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, ZipEntry> named = new LinkedHashMap<>();
    private long pathBytes;

    void add(ZipEntry entry) throws BadArchive {
      Kind kind = entry.kind();
      String path = EntryName.path(entry.name());
      if (path.isEmpty() && kind == Kind.DIRECTORY) {
        return; // "./": the root itself
      }
      if (path.isEmpty()) {
        throw BadArchive.entry(entry.name(), "has no name");
      }
      if (kind == Kind.LINK && entry.unpacked() > ArchiveLimits.LINK_BYTES) {
        throw BadArchive.entry(entry.name(), "links to a path that is too long");
      }
      if (named.putIfAbsent(path, entry) != null) {
        throw BadArchive.entry(entry.name(), "is there twice");
      }
      place(entry, path, kind);
    }

    // Walks up only as far as something is new, so that deep paths cost what they add.
    private void place(ZipEntry entry, String path, Kind kind) throws BadArchive {
      Kind before = kinds.putIfAbsent(path, kind);
      if (before != null && before != kind) {
        throw BadArchive.entry(entry.name(), "lies below or above a file or link");
      }
      if (before != null) {
        return;
      }
      pathBytes += path.getBytes(StandardCharsets.UTF_8).length;
      if (kinds.size() > ArchiveLimits.NODES || pathBytes > ArchiveLimits.ALL_PATHS_BYTES) {
        throw BadArchive.because("it holds too many entries");
      }
      int slash = path.lastIndexOf('/');
      if (slash > 0) {
        place(entry, path.substring(0, slash), Kind.DIRECTORY);
      }
    }

    Plan plan() {
      List<String> directories = new ArrayList<>();
      List<Node> files = new ArrayList<>();
      List<Node> links = new ArrayList<>();
      kinds.forEach(
          (path, kind) -> {
            ZipEntry entry = named.get(path);
            if (kind == Kind.DIRECTORY || entry == null) {
              directories.add(path);
            } else {
              (kind == Kind.FILE ? files : links).add(new Node(path, entry));
            }
          });
      directories.sort(null); // a path sorts behind what it begins with: parents come first
      return new Plan(directories, files, links);
    }
  }
}
