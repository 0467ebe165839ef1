package dev.martlet.code;

import dev.martlet.model.Artifacts;
import dev.martlet.model.BlobStore;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Digest;
import dev.martlet.model.DiskSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Unpacked archives below one directory, each under its digest. A tree appears there complete or
 * not at all; it is derived from its blob, so losing one costs only the time to unpack it again.
 *
 * <p>That is why nothing of it is flushed: with ten thousand files it would take as many times as
 * long. A process that dies loses nothing, because the kernel holds what was written; a machine
 * that loses power may keep a tree's name and not its files. So no tree outlives the boot of the
 * machine in which it was written.
 */
public final class CodeTrees implements Artifacts {
  /** The most that an archive may be unpacked. */
  public static final ByteSize LARGEST = new ByteSize(ArchiveLimits.UNPACKED_BYTES);

  private static final int WRITERS = 2;
  private static final String UNFINISHED = "unfinished";
  private static final String TRASH = "trash";
  private static final String BOOT = "boot";
  private static final Pattern TREE = Pattern.compile("/[0-9a-f]{64}$");

  private final Path root;
  private final Path unfinished;
  private final Trash trash;
  private final BlobStore blobs;
  private final Room room;
  private final ConcurrentMap<Digest, Tree> trees = new ConcurrentHashMap<>();
  private final Set<Digest> damaged = ConcurrentHashMap.newKeySet();
  private final Semaphore writers = new Semaphore(WRITERS, true);
  private final AtomicLong names = new AtomicLong();

  private CodeTrees(Path root, BlobStore blobs, DiskSpace disk) throws IOException {
    this.root = root;
    this.room = new Room(disk);
    this.unfinished = privateFolder(root.resolve(UNFINISHED));
    this.trash = Trash.open(privateFolder(root.resolve(TRASH)));
    this.blobs = blobs;
  }

  // Where root itself may be entered by all, trees are reached by their names alone.
  private static Path privateFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * Opens {@code root}, makes it if need be, and moves to the trash what a crash left unfinished
   * and what an earlier boot wrote.
   *
   * @param boot a name of the time since the machine was switched on, never used again
   */
  public static CodeTrees open(Path root, BlobStore blobs, String boot) throws IOException {
    return open(root, blobs, boot, DiskSpace.of(root));
  }

  /**
   * The same, for tests.
   *
   * @param disk on which {@code root} and the blobs lie
   */
  public static CodeTrees open(Path root, BlobStore blobs, String boot, DiskSpace disk)
      throws IOException {
    CodeTrees trees = new CodeTrees(root, blobs, disk);
    try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(trees.unfinished)) {
      for (Path tree : leftOver) {
        trees.trash.take(tree);
      }
    }
    trees.trustOnly(boot);
    return trees;
  }

  // Written last and not flushed either: whatever becomes of it, it never names a later boot.
  private void trustOnly(String boot) throws IOException {
    Path file = root.resolve(BOOT);
    if (!Files.exists(file) || !Files.readString(file).equals(boot)) {
      sweep(tree -> false);
      Files.writeString(file, boot);
    }
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

  /**
   * Looks through a whole archive by unpacking it, so that whoever leases the tree later need not
   * wait. Two at a time, further ones wait. What would leave the disk nearly full, by what it says
   * of itself and with its blob, is not written; what comes of it has its room until it is closed.
   *
   * @param archive from position 0 to its limit; not changed
   * @throws IOException if the disk takes no tree; nothing is left of it
   */
  public Unpacking unpack(ByteBuffer archive) throws IOException {
    try {
      writers.acquire();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
    try {
      return unpackNow(archive);
    } finally {
      writers.release();
    }
  }

  private Unpacking unpackNow(ByteBuffer archive) throws IOException {
    try {
      Archive read = Archive.read(archive);
      long takes = read.plan().onDisk() + archive.limit();
      Optional<Room.Promise> promise = room.promise(takes);
      return promise.isPresent() ? write(read, promise.get()) : noRoom(takes);
    } catch (BadArchive refused) {
      return new Unpacking.Refused(refused.reason());
    }
  }

  /**
   * The same for an archive whose tree is there: only its blob may take room.
   *
   * @param archive its length
   */
  public Unpacking admit(ByteSize archive) throws IOException {
    Optional<Room.Promise> promise = room.promise(archive.bytes());
    return promise.isPresent() ? new Unpacking.Known(promise.get()) : noRoom(archive.bytes());
  }

  private static Unpacking noRoom(long takes) {
    return new Unpacking.NoRoom(
        ("The disk of the platform has too little room for this code: it takes %d MB, and %s must"
                + " stay free. Make room.")
            .formatted(new ByteSize(takes).toMegabytes(), DiskSpace.NEARLY_FULL));
  }

  private Unpacking write(Archive archive, Room.Promise promise) throws BadArchive, IOException {
    try {
      return new Unpacking.Unpacked(this, write(archive), promise);
    } catch (BadArchive | IOException | RuntimeException | Error failed) {
      promise.close();
      throw failed;
    }
  }

  private Path write(Archive archive) throws BadArchive, IOException {
    Path temporary = temporary();
    try {
      new TreeWriter(temporary).write(archive);
      return temporary;
    } catch (BadArchive refused) {
      Trash.delete(temporary);
      throw refused;
    } catch (IOException | RuntimeException | Error failed) {
      deleteAfter(failed, temporary);
      throw failed;
    }
  }

  /** Gives a tree its name, unless another one has it. */
  void put(Digest archive, Path unpacked) throws IOException {
    Tree tree = trees.computeIfAbsent(archive, digest -> new Tree(root.resolve(digest.hex())));
    tree.put(unpacked);
    damaged.remove(archive);
  }

  /**
   * Archives that were found to be damaged, by whoever wanted to run them, and have neither come
   * anew nor been given up since. A view, for all threads.
   */
  public Set<Digest> damaged() {
    return Collections.unmodifiableSet(damaged);
  }

  /** Whether there is the tree of an archive: then it was looked through before. */
  public boolean has(Digest archive) {
    return Files.isDirectory(root.resolve(archive.hex()));
  }

  /** Deletes a tree that has got no name. */
  static void drop(Path unpacked) throws IOException {
    if (Files.exists(unpacked)) {
      Trash.delete(unpacked);
    }
  }

  // The folder too: whoever removed everything below ours while we run has lost nothing by it.
  private Path temporary() throws IOException {
    privateFolder(unfinished);
    return Files.createDirectory(unfinished.resolve(Long.toString(names.incrementAndGet())));
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
   * Moves the trees that are neither {@code live} nor leased to the trash: one rename each.
   *
   * @return how many were moved
   */
  public int sweep(Predicate<Digest> live) throws IOException {
    damaged.removeIf(live.negate());
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
    if (!tree.remove(trash::take)) {
      return false;
    }
    trees.remove(digest, tree);
    return true;
  }

  /**
   * Deletes what lies in the trash. Takes as long as it has files; returns early, and leaves the
   * rest to a later call or process, when its thread is interrupted. By one thread at a time.
   */
  public void emptyTrash() throws IOException {
    trash.empty();
  }

  private void unpack(Digest digest, Path directory) throws IOException {
    Path temporary = temporary();
    try {
      ByteBuffer archive = map(digest);
      refuseDamaged(archive, digest);
      new TreeWriter(temporary).write(Archive.read(archive));
      Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
      damaged.remove(digest);
    } catch (Damaged found) {
      damaged.add(digest);
      deleteAfter(found, temporary);
      throw found;
    } catch (BadArchive refused) {
      Trash.delete(temporary);
      throw new IOException("Archive " + digest + " cannot be unpacked: " + refused.reason());
    } catch (InternalError fault) {
      Damaged found = new Damaged(digest, "a part of it cannot be read");
      damaged.add(digest);
      deleteAfter(found, temporary);
      throw found;
    } catch (IOException | RuntimeException | Error failed) {
      deleteAfter(failed, temporary);
      throw failed;
    }
  }

  // A disk that errs would have a function run other code than was uploaded, and nobody notice.
  private static void refuseDamaged(ByteBuffer archive, Digest digest) throws Damaged {
    MessageDigest computation = Digest.sha256();
    computation.update(archive.duplicate());
    if (!Digest.of(computation).equals(digest)) {
      throw new Damaged(digest, "its content has changed");
    }
  }

  private ByteBuffer map(Digest archive) throws IOException {
    try (FileChannel channel = FileChannel.open(blobs.file(archive), StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (NoSuchFileException gone) {
      Damaged found = new Damaged(archive, "it is gone");
      found.addSuppressed(gone);
      throw found;
    }
  }

  private static void deleteAfter(Throwable failed, Path temporary) {
    try {
      Trash.delete(temporary);
    } catch (IOException also) {
      failed.addSuppressed(also);
    }
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
