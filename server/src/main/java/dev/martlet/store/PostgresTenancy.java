package dev.martlet.store;

import dev.martlet.model.Clock;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to a PostgreSQL database, which one process has at a time. It is an advisory lock of a
 * session that does nothing else, so it ends with the process and with the way to the database. Its
 * rules:
 *
 * <ul>
 *   <li>Every connection that works holds a second lock, shared, for as long as it lives. Whoever
 *       becomes tenant takes that one exclusively first: so of a former tenant, even one that has
 *       not noticed its end, no connection is left.
 *   <li>A connection is handed out only if the session answers after the connection has its lock.
 *   <li>While the session is gone no work begins. It is taken again as soon as that is possible.
 * </ul>
 *
 * <p>Safe for all threads.
 */
final class PostgresTenancy implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PostgresTenancy.class.getName());

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int ANSWER_SECONDS = 5;
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
          "connectTimeout", "5");

  private final DatabaseUrl url;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection session;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile boolean closed;
  private Runnable lost = () -> {};
  private Runnable regained = () -> {};

  private PostgresTenancy(DatabaseUrl url, Clock clock, Connection session) {
    this.url = url;
    this.clock = clock;
    this.session = session;
  }

  /** What came of asking for the right. */
  sealed interface Taking {}

  /** It is this process's. */
  record Taken(PostgresTenancy tenancy) implements Taking {}

  /** It is not; the sentence says why and what to do. */
  record Refused(String message) implements Taking, Entry {}

  /** What came of one attempt. */
  sealed interface Entry {}

  /** The session has the database to itself. */
  record Entered(Connection session) implements Entry {}

  /** Waits a few seconds for a former tenant's end. */
  static Taking take(DatabaseUrl url, Clock clock) {
    try {
      return switch (enter(url)) {
        case Entered(Connection session) -> new Taken(new PostgresTenancy(url, clock, session));
        case Refused refused -> refused;
      };
    } catch (SQLException failure) {
      LOG.log(Level.DEBUG, "The database cannot be had", failure);
      return new Refused(PostgresTrouble.of(failure, url));
    }
  }

  private static Entry enter(DatabaseUrl url) throws SQLException {
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

  DatabaseUrl url() {
    return url;
  }

  /**
   * Runs {@code work} in one transaction of the session, before anything else is under way. If it
   * returns a refusal, nothing of it has happened.
   */
  Optional<String> begin(Transactions.Work<Optional<String>> work) throws SQLException {
    Connection mine = held().orElseThrow();
    int patience = mine.getNetworkTimeout();
    mine.setNetworkTimeout(Runnable::run, 0); // a migration may take long
    mine.setAutoCommit(false);
    Optional<String> refusal = work.in(mine);
    if (refusal.isPresent()) {
      mine.rollback();
    } else {
      mine.commit();
    }
    mine.setAutoCommit(true);
    mine.setNetworkTimeout(Runnable::run, patience);
    return refusal;
  }

  /**
   * Looks after the session from now on.
   *
   * @param lost is told at once when it is gone
   * @param regained is told when works may begin again
   */
  void watch(Runnable lost, Runnable regained) {
    this.lost = lost;
    this.regained = regained;
    lookLater();
  }

  /** Why no work may begin; empty if it may. */
  Optional<String> trouble() {
    return trouble;
  }

  /** A connection that no other tenant's can be beside, as long as it lives. */
  Connection connect() throws SQLException {
    Connection connection = url.connect(WORK);
    boolean safe = false;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock_shared(" + CONNECTIONS + ")");
      safe = isHeld();
    } finally {
      if (!safe) {
        connection.close();
      }
    }
    if (!safe) {
      throw new SQLException("The right to the database is lost", "08006");
    }
    return connection;
  }

  private Optional<Connection> held() {
    lock.lock();
    try {
      return Optional.ofNullable(session);
    } finally {
      lock.unlock();
    }
  }

  private boolean isHeld() throws SQLException {
    lock.lock();
    try {
      return session != null && session.isValid(ANSWER_SECONDS);
    } finally {
      lock.unlock();
    }
  }

  /** Something failed as if the database were away: looks at once, and blocks nobody. */
  void doubt() {
    var _ = Thread.ofVirtual().name("martlet-database").start(this::look);
  }

  private void lookLater() {
    var _ = clock.schedule(LOOK_EVERY, this::lookAndAgain);
  }

  private void lookAndAgain() {
    var _ =
        Thread.ofVirtual()
            .name("martlet-database")
            .start(
                () -> {
                  look();
                  if (!closed) {
                    lookLater();
                  }
                });
  }

  private void look() {
    if (!lock.tryLock()) {
      return; // Somebody looks already.
    }
    Runnable news = () -> {};
    try {
      if (closed) {
        return;
      }
      news = session == null ? regain() : check(session);
    } catch (SQLException failure) {
      trouble = Optional.of(PostgresTrouble.of(failure, url));
    } finally {
      lock.unlock();
    }
    news.run();
  }

  private Runnable check(Connection mine) throws SQLException {
    if (mine.isValid(ANSWER_SECONDS)) {
      return () -> {};
    }
    session = null;
    trouble = Optional.of(url + " does not answer: see that PostgreSQL runs and can be reached");
    LOG.log(Level.WARNING, "{0}. Changes are refused until it does", trouble.get());
    close(mine);
    return lost;
  }

  private Runnable regain() throws SQLException {
    return switch (enter(url)) {
      case Entered(Connection fresh) -> {
        session = fresh;
        trouble = Optional.empty();
        LOG.log(Level.INFO, "{0} answers again", url);
        yield regained;
      }
      case Refused(String message) -> {
        trouble = Optional.of(message);
        yield () -> {};
      }
    };
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException broken) {
      LOG.log(Level.DEBUG, "A broken session ended badly", broken);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (session != null) {
        close(session);
        session = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
