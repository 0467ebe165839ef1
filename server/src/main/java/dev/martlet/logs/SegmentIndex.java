package dev.martlet.logs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What is known of a segment that is full, beside it in a file of its own, so that a start need not
 * read the segment again. It may be missing or damaged: then the segment is read.
 */
final class SegmentIndex {
  private static final System.Logger LOG = System.getLogger(SegmentIndex.class.getName());
  private static final int VERSION = 1;
  private static final int MAX_BYTES = 8 << 20;

  private SegmentIndex() {}

  static Path file(Path segment) {
    return segment.resolveSibling(segment.getFileName().toString().replace(".log", ".index"));
  }

  static void write(Segment segment) throws IOException {
    Map<String, Span> streams = segment.streams().each();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeLong(segment.size());
      out.writeInt(streams.size());
      for (Map.Entry<String, Span> stream : streams.entrySet()) {
        out.writeUTF(stream.getKey());
        out.writeLong(stream.getValue().created());
        out.writeLong(stream.getValue().first());
        out.writeLong(stream.getValue().last());
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    }
    Files.write(file(segment.file()), bytes.toByteArray());
  }

  /** The segment at {@code base}, by its index or else by reading all of it. */
  static Segment segment(Path directory, long base) throws IOException {
    Segment blank = Segment.empty(directory, base);
    Segment indexed = read(blank).orElse(null);
    return indexed != null ? indexed : scan(blank);
  }

  private static Segment scan(Segment blank) throws IOException {
    Path file = blank.file();
    Map<String, Long> created = new HashMap<>();
    Map<String, Span> streams = new HashMap<>();
    long present = Files.size(file);
    SegmentReader.Visitor visitor =
        new SegmentReader.Visitor() {
          @Override
          public void stream(String name, long createdMillis) {
            created.put(name, createdMillis);
          }

          @Override
          public boolean event(long offset, long millis, String stream, ByteBuffer text) {
            long since = created.getOrDefault(stream, millis);
            streams.merge(stream, new Span(since, millis, millis), Span::plus);
            return true;
          }
        };
    long whole = new SegmentReader().read(file, present, visitor);
    if (whole < present) {
      LOG.log(
          Level.WARNING,
          "{0} ends in {1} bytes that are not whole log events: they are skipped",
          file,
          present - whole);
    }
    return blank.plus(whole, streams);
  }

  /** What the index says of a segment; empty if the index cannot be used. */
  static Optional<Segment> read(Segment blank) throws IOException {
    Path file = blank.file();
    Path index = file(file);
    if (!Files.exists(index) || Files.size(index) > MAX_BYTES) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(index);
    int body = bytes.length - Integer.BYTES;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (body < 0 || !isIntact(bytes, body) || in.readInt() != VERSION) {
        return Optional.empty();
      }
      long size = in.readLong();
      Map<String, Span> streams = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        streams.put(in.readUTF(), new Span(in.readLong(), in.readLong(), in.readLong()));
      }
      return size == Files.size(file) ? Optional.of(blank.plus(size, streams)) : Optional.empty();
    }
  }

  private static boolean isIntact(byte[] bytes, int body) throws IOException {
    try (DataInputStream tail =
        new DataInputStream(new ByteArrayInputStream(bytes, body, Integer.BYTES))) {
      return tail.readInt() == checksum(bytes, body);
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
