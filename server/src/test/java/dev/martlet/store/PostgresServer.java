package dev.martlet.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A private PostgreSQL server in a temporary directory, run as an unprivileged user: {@code initdb}
 * refuses root. It trusts everybody on this machine but the user {@code locked}, of whom it wants a
 * password. The acceptance tests use it, too. Safe for all threads.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";

  private final AtomicInteger databases = new AtomicInteger();
  private final Path programs;
  private final Path directory;
  private final int port;

  /** Starts it, on a free port. */
  public PostgresServer() {
    programs = newestPrograms();
    try {
      // Not below a directory that only root may enter.
      directory = Files.createTempDirectory(Path.of("/tmp"), "martlet-postgresql-");
      port = freePort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    if (isRoot()) {
      run("chown", USER, directory.toString());
    }
    runUnprivileged("initdb", "-D", data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync");
    wantPassword("locked");
    start();
  }

  private void wantPassword(String user) {
    try {
      Path rules = directory.resolve("data/pg_hba.conf");
      String rule = "host all " + user + " 127.0.0.1/32 scram-sha-256\n";
      Files.writeString(rules, rule + Files.readString(rules));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts it again, after {@link #stop}, on the same port; does nothing if it runs. */
  public void start() {
    if (runs()) {
      return;
    }
    String options =
        "-c listen_addresses=127.0.0.1 -c port=%d -c fsync=off -c unix_socket_directories=%s"
            .formatted(port, directory);
    runUnprivileged("pg_ctl", "-D", data(), "-w", "-l", data() + ".log", "-o", options, "start");
  }

  /** Stops it as a crash would. */
  public void stop() {
    runUnprivileged("pg_ctl", "-D", data(), "-m", "immediate", "stop");
  }

  private static Path newestPrograms() {
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(PROGRAMS, "[0-9]*")) {
      List<Path> found = new ArrayList<>();
      versions.forEach(found::add);
      return found.stream()
          .max(Comparator.comparingInt(path -> Integer.parseInt(path.getFileName().toString())))
          .orElseThrow()
          .resolve("bin");
    } catch (IOException missing) {
      throw new IllegalStateException("PostgreSQL is missing: apt-get install postgresql", missing);
    }
  }

  private boolean runs() {
    return Files.exists(directory.resolve("data/postmaster.pid"));
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The URL of a fresh, empty database. */
  public String freshDatabase() {
    String name = "test" + databases.incrementAndGet();
    sql("postgres", "CREATE DATABASE " + name);
    return url(USER, name);
  }

  /** The URL of a database, for a user. */
  public String url(String user, String database) {
    return "postgresql://%s@127.0.0.1:%d/%s".formatted(user, port, database);
  }

  /** Runs statements as the database's superuser; each is a transaction of its own. */
  public void sql(String database, String... statements) {
    for (String statement : statements) {
      run(
          programs.resolve("psql").toString(),
          "--no-psqlrc",
          "--quiet",
          "--set=ON_ERROR_STOP=1",
          "--command=" + statement,
          url(USER, database));
    }
  }

  private void runUnprivileged(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    run(command.toArray(String[]::new));
  }

  private void run(String... command) {
    try {
      // The server inherits its starter's output: a file, since a pipe would never end.
      Path output = Files.createTempFile("martlet-postgresql-", ".out");
      int exit =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      if (exit != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + text);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupt);
    }
  }

  /** Stops it, if it runs, and removes its files. */
  @Override
  public void close() {
    if (runs()) {
      stop();
    }
    run("rm", "-rf", directory.toString());
  }
}
