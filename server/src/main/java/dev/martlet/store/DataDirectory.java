package dev.martlet.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The one directory that holds everything; copying it while the platform is stopped is a backup.
 *
 * <pre>
 * format        its version: the number of the last migration
 * database      the id of the PostgreSQL database it belongs to, if it belongs to one
 * lock          locked by the process that uses the directory; holds its pid
 * martlet.db    SQLite's database, unless there is one of PostgreSQL (with -wal and -shm while in use)
 * blobs/        content by digest
 * code/         unpacked archives; may be removed while stopped
 * logs/         functions' logs
 * run/          what belongs to the running process: endpoints.json, sockets
 * backup/       databases from before a migration
 * keys.json     access keys
 * </pre>
 *
 * <p>Each start makes every directory its owner's alone (0700) again; {@link #showCode} opens a way
 * for as long as that process runs, and until the next start. Safe for all threads.
 */
public final class DataDirectory implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());
  private static final List<String> DIRECTORIES = List.of("blobs", "code", "logs", "run", "backup");
  private static final String FORMAT = "format";
  private static final String KEYS = "keys.json";
  private static final String DATABASE = "martlet.db";
  // What a first start makes before these two, and what a file system of its own begins with.
  private static final Pattern BEGUN =
      Pattern.compile(
          "lock|blobs|code|logs|run|backup|(martlet\\.db|database|format|keys).*|lost\\+found");
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final int MAX_SMALL_FILE_BYTES = 64;
  private static final long LEAST_FREE_BYTES = 32L << 20;

  // A lock belongs to the process, and closing any descriptor of the file gives it up: so a second
  // opening within this process must be refused before the file is touched.
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /** What became of opening. */
  public sealed interface Opening {}

  /** It is this process's until it is closed. */
  public record Opened(DataDirectory directory) implements Opening {}

  /** It cannot be used; {@code message} says why and what to do. */
  public record Refused(String message) implements Opening {}

  /**
   * Creates the directory if it is not there, and locks it.
   *
   * @throws IOException if the disk fails
   */
  public static Opening open(Path path) throws IOException {
    try {
      return openOrFail(path);
    } catch (FileSystemException unusable) {
      LOG.log(Level.DEBUG, "The data directory cannot be used", unusable);
      return new Refused(
          "%s cannot be the data directory, because %s: name another one with --data"
              .formatted(path, reason(unusable)));
    }
  }

  private static String reason(FileSystemException unusable) {
    String file = unusable.getFile();
    return switch (unusable) {
      case FileAlreadyExistsException exists -> file + " is not a directory";
      case NotDirectoryException other -> file + " is not a directory";
      case NoSuchFileException missing -> file + " cannot be created there";
      case AccessDeniedException denied -> "this user may not write " + file;
      default -> file + " says '" + unusable.getReason() + "'";
    };
  }

  private static Opening openOrFail(Path path) throws IOException {
    Path root = createPrivate(path.toAbsolutePath()).toRealPath();
    if (isForeign(root)) {
      return new Refused(
          root + " holds other things: name an empty directory or one that does not exist");
    }
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < LEAST_FREE_BYTES) {
      return new Refused(
          "%s has %d MB of free disk space, and a start needs %d MB: make room, or name another directory with --data"
              .formatted(root, free >> 20, LEAST_FREE_BYTES >> 20));
    }
    if (!OPEN.add(root)) {
      return new Refused(root + " is in use by this process already");
    }
    Opening opening = new Refused("");
    try {
      opening = lock(root);
      return opening;
    } finally {
      if (!(opening instanceof Opened)) {
        OPEN.remove(root);
      }
    }
  }

  private static Opening lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    Opening opening = new Refused("");
    try {
      opening = locked(root, channel);
      return opening;
    } finally {
      if (!(opening instanceof Opened)) {
        channel.close();
      }
    }
  }

  private static Opening locked(Path root, FileChannel channel) throws IOException {
    if (channel.tryLock() == null) {
      return new Refused(
          "%s is in use by process %s: stop that one, or name another directory with --data"
              .formatted(root, read(channel)));
    }
    for (String name : DIRECTORIES) {
      makePrivate(createPrivate(root.resolve(name)));
    }
    makePrivate(root);
    Optional<String> barred = barred(root);
    if (barred.isPresent()) {
      return new Refused(barred.get());
    }
    channel.truncate(0);
    channel.write(utf8(ProcessHandle.current().pid() + "\n"));
    return new Opened(new DataDirectory(root, channel));
  }

  /** What would fail later, one by one, and in other words. */
  private static Optional<String> barred(Path root) {
    List<Path> folders =
        Stream.concat(Stream.of(root), DIRECTORIES.stream().map(root::resolve)).toList();
    List<Path> files =
        Stream.of(FORMAT, KEYS, DATABASE).map(root::resolve).filter(Files::exists).toList();
    Stream<String> others =
        files.stream()
            .filter(file -> !Files.isRegularFile(file))
            .map(
                file ->
                    "%s is no file: move it away, and if there was one, restore a backup of %s"
                        .formatted(file, root));
    Stream<String> closed =
        Stream.concat(
                folders.stream().filter(folder -> !isOpen(folder) || !Files.isExecutable(folder)),
                files.stream().filter(file -> !isOpen(file)))
            .map(
                path ->
                    ("%s cannot be read and written by this user: give %s with all that is in it to"
                            + " the user that Martlet runs as (chown -R, chmod -R u+rwX), or start"
                            + " it as that one")
                        .formatted(path, root));
    return Stream.concat(others, closed).findFirst();
  }

  // Keys may be kept from being written.
  private static boolean isOpen(Path path) {
    return Files.isReadable(path) && (path.endsWith(KEYS) || Files.isWritable(path));
  }

  // Somebody's home, given by mistake, must be neither filled with our files nor closed to others.
  private static boolean isForeign(Path root) throws IOException {
    if (Files.exists(root.resolve(FORMAT)) || Files.exists(root.resolve(KEYS))) {
      return false;
    }
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(
            root, entry -> !BEGUN.matcher(entry.getFileName().toString()).matches())) {
      return others.iterator().hasNext();
    }
  }

  private static Path createPrivate(Path directory) throws IOException {
    return Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
  }

  // What is there already may have been shown.
  private static void makePrivate(Path directory) throws IOException {
    if (Files.getPosixFilePermissions(directory).equals(PRIVATE)) {
      return;
    }
    try {
      Files.setPosixFilePermissions(directory, PRIVATE);
    } catch (FileSystemException notOurs) {
      LOG.log(Level.WARNING, directory + " stays open to others: it is not ours to close", notOurs);
    }
  }

  /** The directory's real path. */
  public Path root() {
    return root;
  }

  Path database() {
    return root.resolve(DATABASE);
  }

  Path formatFile() {
    return root.resolve(FORMAT);
  }

  Path blobs() {
    return root.resolve("blobs");
  }

  Path backup() {
    return root.resolve("backup");
  }

  /** Unpacked archives. */
  public Path code() {
    return root.resolve("code");
  }

  /**
   * Lets every user of the machine reach what is below {@link #code}, if they know its name: for
   * functions that have users of their own and no view of their own. All else is closed to them,
   * file by file.
   */
  public void showCode() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        boolean folder = Files.isDirectory(entry);
        Files.setPosixFilePermissions(
            entry, PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------"));
      }
    }
    for (Path passage : List.of(code(), root)) {
      Files.setPosixFilePermissions(passage, PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  /** Functions' logs. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** What belongs to the running process. */
  public Path run() {
    return root.resolve("run");
  }

  /** The access keys' file. */
  public Path keys() {
    return root.resolve(KEYS);
  }

  /**
   * The format the directory has; empty if it is new.
   *
   * @throws NumberFormatException if the file that tells it is damaged
   */
  OptionalInt format() throws IOException {
    Optional<String> written = written(formatFile());
    return written.isPresent()
        ? OptionalInt.of(Integer.parseInt(written.get()))
        : OptionalInt.empty();
  }

  void format(int version) throws IOException {
    write(formatFile(), String.valueOf(version));
  }

  /** The id of the PostgreSQL database that holds the records of what is here; empty if none. */
  Optional<String> tie() throws IOException {
    return written(tieFile());
  }

  void tie(String database) throws IOException {
    write(tieFile(), database);
  }

  private Path tieFile() {
    return root.resolve("database");
  }

  private static Optional<String> written(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Optional.of(read(channel));
    }
  }

  private void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(utf8(text + "\n"));
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    flush(root);
  }

  /** Makes the entries of a directory, or the bytes of a file, durable. */
  static void flush(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_SMALL_FILE_BYTES);
    channel.read(buffer, 0);
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString().trim();
  }

  @Override
  public void close() throws IOException {
    lock.close();
    OPEN.remove(root);
  }
}
