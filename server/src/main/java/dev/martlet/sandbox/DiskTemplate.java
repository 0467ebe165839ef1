package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An empty file system as bytes: what {@code mkfs.ext4} writes, some sixty kilobytes in a few
 * places. Writing them into a fresh file takes a tenth of a millisecond, and making them 20.
 *
 * @param size of the whole image
 */
record DiskTemplate(ByteSize size, List<Piece> pieces) {
  private static final List<Path> MAKERS =
      List.of(Path.of("/usr/sbin/mkfs.ext4"), Path.of("/sbin/mkfs.ext4"));
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final long BYTES_FOR_ONE_FILE = 16 * 1024;
  private static final long MOST_BYTES = 16 << 20;

  DiskTemplate {
    pieces = List.copyOf(pieces);
  }

  /** Bytes at a place. */
  record Piece(long position, ByteBuffer bytes) {}

  /** The program that makes them; empty if the machine has none. */
  static Optional<Path> maker() {
    return MAKERS.stream().filter(Files::isExecutable).findFirst();
  }

  /**
   * Makes one.
   *
   * @param room what files can have on it
   */
  static DiskTemplate make(Path maker, ByteSize room, Path folder) throws IOException {
    Path image = folder.resolve("template.ext4");
    Files.deleteIfExists(image); // of a process that was killed here
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteSize size = sizeOf(room);
      channel.write(ByteBuffer.allocate(1), size.bytes() - 1);
      format(maker, image, room.bytes() / BYTES_FOR_ONE_FILE);
      return new DiskTemplate(size, pieces(image));
    } finally {
      Files.delete(image);
    }
  }

  /** Besides files there is a table of them, and what ext4 keeps for itself: a fiftieth. */
  static ByteSize sizeOf(ByteSize room) {
    return new ByteSize(room.bytes() + room.bytes() / 50 + (24 << 20));
  }

  // No journal: nobody will want to know after a crash what was on it.
  private static void format(Path maker, Path image, long files) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    maker.toString(),
                    "-q",
                    "-F",
                    "-b4096",
                    "-m0",
                    "-N" + files,
                    "-O^has_journal,^resize_inode",
                    "-Elazy_itable_init=1,nodiscard",
                    image.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
        throw new IOException(maker + " failed");
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", interrupt);
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<Piece> pieces(Path image) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    try (Descriptor file = Descriptor.open(image, Descriptor.READ);
        FileChannel channel = FileChannel.open(image)) {
      long sum = 0;
      for (long data = seek(file, 0, SEEK_DATA); data >= 0; ) {
        long hole = seek(file, data, SEEK_HOLE);
        sum += hole - data;
        if (sum > MOST_BYTES) {
          throw new IOException("An empty file system takes more than " + MOST_BYTES + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (hole - data));
        while (bytes.hasRemaining() && channel.read(bytes, data + bytes.position()) >= 0) {
          // Reads on until the piece is complete.
        }
        pieces.add(new Piece(data, bytes.flip().asReadOnlyBuffer()));
        data = seek(file, hole, SEEK_DATA);
      }
    }
    return pieces;
  }

  // -1 if nothing follows.
  private static long seek(Descriptor file, long from, int what) throws IOException {
    try {
      return SystemCall.LSEEK.call(file.number(), from, what);
    } catch (SystemCall.Failed failure) {
      if (failure.error() == SystemCall.NO_SUCH_ADDRESS) {
        return -1;
      }
      throw failure;
    }
  }

  /** Fills a file that holds nothing but zeros. */
  void writeTo(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (Piece piece : pieces) {
        ByteBuffer bytes = piece.bytes().duplicate();
        while (bytes.hasRemaining()) {
          channel.write(bytes, piece.position() + bytes.position());
        }
      }
    }
  }
}
