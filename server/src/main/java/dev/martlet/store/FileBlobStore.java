package dev.martlet.store;

import dev.martlet.model.BlobStore;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Blobs as files, {@code ab/ab12…}, written under a temporary name, flushed, renamed, and the
 * directory flushed. A file's modification time says when it was last put.
 */
final class FileBlobStore implements BlobStore {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int SHARDS = 256;
  private static final int STRIPES = 64;

  private final Path root;
  private final Path temporary;
  private final Clock clock;

  // A sweep decides and removes under the same lock under which a put makes a blob young
  // again: held for a few calls on one directory entry, never while content is copied.
  private final List<ReentrantLock> stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  /** Removes what an earlier process left half written: {@code root} is this process's alone. */
  FileBlobStore(Path root, Clock clock) throws IOException {
    this.root = root;
    this.clock = clock;
    temporary = Files.createDirectories(root.resolve("temporary"));
    try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(temporary)) {
      for (Path file : leftOver) {
        Files.delete(file);
      }
    }
    createShards();
  }

  // All at once, so that no blob's directory can be missing after a loss of power.
  private void createShards() throws IOException {
    for (int shard = 0; shard < SHARDS; shard++) {
      Files.createDirectories(shard(shard));
    }
    DataDirectory.flush(root);
  }

  @Override
  public Put put(InputStream in, ByteSize max) throws IOException {
    Path file = temporary.resolve(UUID.randomUUID().toString());
    try {
      Put outcome = write(in, max.bytes(), file);
      if (outcome instanceof Stored(Digest digest, ByteSize size)) {
        publish(file, digest);
      }
      return outcome;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Put write(InputStream in, long max, Path file) throws IOException {
    MessageDigest computation = Digest.sha256();
    long size = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > max) {
          return new TooLarge(new ByteSize(max));
        }
        computation.update(buffer, 0, read);
        writeFully(out, ByteBuffer.wrap(buffer, 0, read));
      }
      out.force(true);
    }
    return new Stored(Digest.of(computation), new ByteSize(size));
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  // Renaming over a blob that is there heals it should its file have been damaged.
  private void publish(Path file, Digest digest) throws IOException {
    Path target = path(digest);
    Path shard = shard(digest);
    ReentrantLock stripe = stripe(digest);
    stripe.lock();
    try {
      Files.setLastModifiedTime(file, FileTime.from(clock.now()));
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      stripe.unlock();
    }
    DataDirectory.flush(shard);
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    return Files.newInputStream(path(digest));
  }

  @Override
  public Path file(Digest digest) throws IOException {
    Path file = path(digest);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return file;
  }

  @Override
  public int sweep(Predicate<Digest> live, Instant olderThan) throws IOException {
    int removed = 0;
    for (int shard = 0; shard < SHARDS; shard++) {
      removed += sweep(shard(shard), live, olderThan);
    }
    return removed;
  }

  private int sweep(Path shard, Predicate<Digest> live, Instant olderThan) throws IOException {
    int removed = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(shard, FileBlobStore::isBlob)) {
      for (Path file : files) {
        Digest digest = new Digest(file.getFileName().toString());
        if (!live.test(digest) && removeIfOlder(digest, olderThan)) {
          removed++;
        }
      }
    }
    return removed;
  }

  // What somebody else has put here is not ours to remove.
  private static boolean isBlob(Path file) {
    return Digest.isDigest(file.getFileName().toString());
  }

  private boolean removeIfOlder(Digest digest, Instant olderThan) throws IOException {
    Path file = path(digest);
    ReentrantLock stripe = stripe(digest);
    stripe.lock();
    try {
      boolean older = Files.getLastModifiedTime(file).toInstant().isBefore(olderThan);
      return older && Files.deleteIfExists(file);
    } catch (NoSuchFileException gone) {
      return false;
    } finally {
      stripe.unlock();
    }
  }

  private ReentrantLock stripe(Digest digest) {
    return stripes.get(Math.floorMod(digest.hashCode(), STRIPES));
  }

  private Path shard(int number) {
    return root.resolve(HexFormat.of().toHexDigits((byte) number));
  }

  private Path shard(Digest digest) {
    return root.resolve(digest.hex().substring(0, 2));
  }

  private Path path(Digest digest) {
    return shard(digest).resolve(digest.hex());
  }
}
