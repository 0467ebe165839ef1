package dev.martlet.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A private PostgreSQL server in a temporary directory, run as an unprivileged user: {@code initdb}
 * refuses root.
 */
final class PostgresServer {
  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";

  private final AtomicInteger databases = new AtomicInteger();
  private final Path programs;
  private final Path directory;
  private final int port;

  PostgresServer() throws IOException, InterruptedException {
    programs = newestPrograms();
    // Not below a directory that only root may enter.
    directory = Files.createTempDirectory(Path.of("/tmp"), "martlet-postgresql-");
    if (isRoot()) {
      run("chown", USER, directory.toString());
    }
    port = freePort();
    runUnprivileged("initdb", "-D", data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync");
    String options =
        "-c listen_addresses=127.0.0.1 -c port=%d -c fsync=off -c unix_socket_directories=%s"
            .formatted(port, directory);
    runUnprivileged("pg_ctl", "-D", data(), "-w", "-l", data() + ".log", "-o", options, "start");
  }

  private static Path newestPrograms() throws IOException {
    if (!Files.isDirectory(PROGRAMS)) {
      throw new IllegalStateException("PostgreSQL is missing: apt-get install postgresql");
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(PROGRAMS, "[0-9]*")) {
      List<Path> found = new ArrayList<>();
      versions.forEach(found::add);
      return found.stream()
          .max(Comparator.comparingInt(path -> Integer.parseInt(path.getFileName().toString())))
          .orElseThrow()
          .resolve("bin");
    }
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
  String freshDatabase() throws SQLException {
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return url(name);
  }

  String user() {
    return USER;
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void runUnprivileged(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    run(command.toArray(String[]::new));
  }

  private void run(String... command) throws IOException, InterruptedException {
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
  }

  void stop() throws IOException, InterruptedException {
    runUnprivileged("pg_ctl", "-D", data(), "-m", "immediate", "stop");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
