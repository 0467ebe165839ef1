package dev.martlet.code;

import dev.martlet.model.Artifacts;
import dev.martlet.model.BlobStore;
import dev.martlet.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Unpacked archives below one directory, each under its digest. A tree appears there complete or
 * not at all; it is derived from its blob, so losing one costs only the time to unpack it again.
 */
public final class CodeTrees implements Artifacts {
  private static final String UNFINISHED = "unfinished";
  private static final Pattern TREE = Pattern.compile("/[0-9a-f]{64}$");

  private final Path root;
  private final Path unfinished;
  private final BlobStore blobs;
  private final ConcurrentMap<Digest, Tree> trees = new ConcurrentHashMap<>();
  private final AtomicLong names = new AtomicLong();

  private CodeTrees(Path root, BlobStore blobs) {
    this.root = root;
    this.unfinished = root.resolve(UNFINISHED);
    this.blobs = blobs;
  }

  /** Opens {@code root}, makes it if need be, and removes what a crash left unfinished. */
  public static CodeTrees open(Path root, BlobStore blobs) throws IOException {
    CodeTrees trees = new CodeTrees(root, blobs);
    delete(trees.unfinished);
    Files.createDirectories(trees.unfinished);
    return trees;
  }

  /**
   * Looks through a whole archive without writing anything. It takes as long as unpacking in
   * memory: up to a second for the largest.
   *
   * @param archive from position 0 to its limit; not changed
   */
  public static Verdict verify(ByteBuffer archive) {
    try {
      return new Verdict.Accepted(Archive.read(archive).verify());
    } catch (BadArchive refused) {
      return new Verdict.Rejected(refused.reason());
    }
  }

  @Override
  public Lease lease(Digest archive) throws IOException {
    while (true) {
      Tree tree = trees.computeIfAbsent(archive, digest -> new Tree(root.resolve(digest.hex())));
      if (tree.take(directory -> unpack(archive, directory))) {
        return new TreeLease(tree);
      }
    }
  }

  /**
   * Removes the trees that are neither {@code live} nor leased.
   *
   * @return how many were removed
   */
  public int sweep(Predicate<Digest> live) throws IOException {
    int removed = 0;
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(root, path -> TREE.matcher(path.toString()).find())) {
      for (Path path : found) {
        Digest digest = new Digest(path.getFileName().toString());
        if (!live.test(digest) && remove(digest)) {
          removed++;
        }
      }
    }
    return removed;
  }

  private boolean remove(Digest digest) throws IOException {
    Tree tree = trees.computeIfAbsent(digest, name -> new Tree(root.resolve(name.hex())));
    Path trash = fresh();
    if (!tree.removeTo(trash)) {
      return false;
    }
    trees.remove(digest, tree);
    delete(trash);
    return true;
  }

  private void unpack(Digest digest, Path directory) throws IOException {
    Path temporary = Files.createDirectory(fresh());
    try {
      new TreeWriter(temporary).write(Archive.read(map(blobs.file(digest))));
      Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (BadArchive refused) {
      delete(temporary);
      throw new IOException("Archive " + digest + " cannot be unpacked: " + refused.reason());
    } catch (IOException | RuntimeException failed) {
      deleteAfter(failed, temporary);
      throw failed;
    }
    TreeWriter.sync(root);
  }

  private static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  private Path fresh() {
    return unfinished.resolve(Long.toString(names.incrementAndGet()));
  }

  private static void deleteAfter(Exception failed, Path temporary) {
    try {
      delete(temporary);
    } catch (IOException also) {
      failed.addSuppressed(also);
    }
  }

  /** Deletes a directory with all in it, if it is there; links are deleted, never followed. */
  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static final class TreeLease implements Lease {
    private final Tree tree;
    private final AtomicBoolean closed = new AtomicBoolean();

    TreeLease(Tree tree) {
      this.tree = tree;
    }

    @Override
    public Path directory() {
      return tree.directory();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        tree.release();
      }
    }
  }
}
