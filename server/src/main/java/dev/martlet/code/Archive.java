package dev.martlet.code;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A zip archive whose names have been checked. Its data has not: whoever unpacks an entry learns
 * whether it is what it says.
 *
 * @param bytes the whole archive, from position 0
 */
record Archive(ByteBuffer bytes, Plan plan) {

  static Archive read(ByteBuffer bytes) throws BadArchive {
    List<ZipEntry> entries = CentralDirectory.read(bytes);
    if (entries.isEmpty()) {
      throw BadArchive.empty();
    }
    Plan plan = Plan.of(entries);
    try (EntryData data = new EntryData(bytes, 0)) {
      data.refuseOverlaps(entries);
    }
    plan.refuseClaimsBeyond(ArchiveLimits.UNPACKED_BYTES);
    return new Archive(bytes, plan);
  }

  /** Unpacks everything into nothing; afterwards the archive is known to be good. */
  ByteSize verify() throws BadArchive {
    Counter counter = new Counter();
    try (EntryData data = data()) {
      for (String path : plan.directories()) {
        Path _ = folder(path);
      }
      for (Plan.Node file : plan.files()) {
        Path _ = path(file);
        data.unpack(file.entry(), counter);
      }
      for (Plan.Node link : plan.links()) {
        Path _ = path(link);
        Path _ = target(link, data);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("Counting failed", impossible);
    }
    return new ByteSize(counter.total);
  }

  EntryData data() {
    return new EntryData(bytes, ArchiveLimits.UNPACKED_BYTES);
  }

  /** Where a folder is to be, relative to the tree's root. */
  static Path folder(String path) throws BadArchive {
    return path(path, path);
  }

  /** Where a file or link is to be, relative to the tree's root. */
  static Path path(Plan.Node node) throws BadArchive {
    return path(node.entry().name(), node.path());
  }

  /** What a link leads to. */
  static Path target(Plan.Node link, EntryData data) throws BadArchive {
    return path(link.entry().name(), data.target(link.entry()));
  }

  // A JVM started in a locale without UTF-8 cannot name every file.
  private static Path path(String name, String path) throws BadArchive {
    try {
      return Path.of(path);
    } catch (InvalidPathException unspeakable) {
      throw BadArchive.entry(
          name, "has a name that this platform's locale cannot write: start it with UTF-8");
    }
  }

  private static final class Counter extends OutputStream {
    private long total;

    @Override
    public void write(int one) {
      total++;
    }

    @Override
    public void write(byte[] piece, int offset, int length) {
      total += length;
    }
  }
}
