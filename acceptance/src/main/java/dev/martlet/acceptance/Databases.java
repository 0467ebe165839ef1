package dev.martlet.acceptance;

import dev.martlet.store.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where platforms keep their records: in SQLite, or, if the system property {@code
 * martlet.acceptance.database} is {@code postgresql}, in a PostgreSQL server that is started for
 * this process, a database for each data directory. Safe for all threads.
 */
final class Databases {
  private static final boolean EMBEDDED =
      !System.getProperty("martlet.acceptance.database", "").equals("postgresql");
  private static final Map<Path, String> URLS = new ConcurrentHashMap<>();

  private Databases() {}

  /** Started when it is needed first. */
  private static final class Server {
    static final PostgresServer ONLY = new PostgresServer();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(ONLY::close));
    }
  }

  /** Whether the records lie in the data directory. */
  static boolean embedded() {
    return EMBEDDED;
  }

  /** Has the PostgreSQL server end as in a crash. */
  static void stop() {
    Server.ONLY.stop();
  }

  /** Starts it again, if it was stopped. */
  static void start() {
    if (!EMBEDDED) {
      Server.ONLY.start();
    }
  }

  /** Changes the records of {@code data} as another process does, unknown to the platform. */
  static void sql(Path data, String... statements) {
    String url = Objects.requireNonNull(URLS.get(data), "a platform has used it");
    Server.ONLY.sql(url.substring(url.lastIndexOf('/') + 1), statements);
  }

  /** The flags that name the database of {@code data}, the same at every call. */
  static List<String> flags(Path data) {
    return EMBEDDED
        ? List.of()
        : List.of("--database", URLS.computeIfAbsent(data, fresh -> Server.ONLY.freshDatabase()));
  }
}
