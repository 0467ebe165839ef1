package dev.martlet.store;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;

/**
 * The two advisory locks that say whose a PostgreSQL database is, and connections that hold them:
 * the tenant's, which one session has, and that of the connections that work, which they share.
 * Whoever becomes tenant takes the second one alone first.
 */
final class PostgresLocks {
  private static final System.Logger LOG = System.getLogger(PostgresLocks.class.getName());

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  // Arbitrary numbers: of us, of the tenant's lock and of its connections' lock.
  private static final int OURS = 0x6d72746c;
  private static final String TENANT = OURS + ", 1";
  private static final String CONNECTIONS = OURS + ", 2";

  // An acknowledged commit is on disk whatever the server's default, and the server notices a dead
  // machine within half a minute, a dead process even in the middle of a statement.
  private static final String SAFE =
      " -c synchronous_commit=on -c client_connection_check_interval=1s -c tcp_keepalives_idle=15"
          + " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
  private static final Map<String, String> SESSION =
      Map.of(
          "ApplicationName",
          "martlet " + ProcessHandle.current().pid(),
          "options",
          "-c lock_timeout=5s" + SAFE,
          "tcpKeepAlive",
          "true",
          "connectTimeout",
          "5",
          "loginTimeout",
          "10",
          "socketTimeout",
          "15"); // longer than it waits for two locks
  // A statement, a lock and a forgotten transaction each end by themselves, and before we give up.
  private static final Map<String, String> WORK =
      Map.of(
          "ApplicationName", "martlet " + ProcessHandle.current().pid(),
          "options",
              "-c statement_timeout=30s -c lock_timeout=10s"
                  + " -c idle_in_transaction_session_timeout=60s"
                  + SAFE,
          "socketTimeout", "40",
          "tcpKeepAlive", "true",
          "connectTimeout", "5",
          "loginTimeout", "10");

  private PostgresLocks() {}

  /** What came of asking for the tenant's lock. */
  sealed interface Entry {}

  /** The session has the database to itself. */
  record Entered(Connection session) implements Entry {}

  /** It is not to be had; the sentence says why and what to do. */
  record Refused(String message) implements Entry {}

  /** Waits a few seconds for a former tenant's end. */
  static Entry enter(DatabaseUrl url) throws SQLException {
    Connection session = url.connect(SESSION);
    boolean entered = false;
    try {
      Optional<String> refusal = PostgresFacts.of(session).refusal(url);
      if (refusal.isEmpty()) {
        refusal = occupied(session, url);
      }
      entered = refusal.isEmpty();
      return entered ? new Entered(session) : new Refused(refusal.orElseThrow());
    } finally {
      if (!entered) {
        close(session);
      }
    }
  }

  /** Empty if the session has the database to itself now. */
  private static Optional<String> occupied(Connection session, DatabaseUrl url)
      throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + TENANT + ")");
      statement.execute("SELECT pg_advisory_lock(" + CONNECTIONS + ")");
      statement.execute("SELECT pg_advisory_unlock(" + CONNECTIONS + ")");
      return Optional.empty();
    } catch (SQLException busy) {
      if (!LOCK_NOT_AVAILABLE.equals(busy.getSQLState())) {
        throw busy;
      }
      return Optional.of(
          ("%s is in use by another platform (%s): stop that one, or name another database with"
                  + " --database; of a machine that died PostgreSQL takes notice within a minute")
              .formatted(url, occupant(session)));
    }
  }

  private static String occupant(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT application_name || coalesce(' at ' || host(client_addr), '')"
                    + " FROM pg_locks JOIN pg_stat_activity USING (pid)"
                    + " WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"
                    + " AND datname = current_database() AND classid = "
                    + OURS
                    + " ORDER BY objid LIMIT 1")) {
      return row.next() ? String.valueOf(row.getString(1)) : "it has just gone";
    }
  }

  /** A connection that shares the lock of those that work, as long as it lives. */
  static Connection share(DatabaseUrl url) throws SQLException {
    Connection connection = url.connect(WORK);
    boolean shared = false;
    try (Statement statement = connection.createStatement()) {
      shared = statement.execute("SELECT pg_advisory_lock_shared(" + CONNECTIONS + ")");
      return connection;
    } finally {
      if (!shared) {
        close(connection);
      }
    }
  }

  /** Closes what may be broken. */
  static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException broken) {
      LOG.log(Level.DEBUG, "A broken session ended badly", broken);
    }
  }
}
