package dev.martlet.store;

import dev.martlet.model.Clock;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
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
 *   <li>What another tenant has written in between is read again until that has worked.
 * </ul>
 *
 * <p>Safe for all threads.
 */
final class PostgresTenancy implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PostgresTenancy.class.getName());

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int ANSWER_SECONDS = 5;

  private final DatabaseUrl url;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection session;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile boolean closed;
  private final AtomicBoolean behind = new AtomicBoolean();
  private Runnable lost = () -> {};
  private BooleanSupplier catchUp = () -> true;

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
  record Refused(String message) implements Taking {}

  /** Waits a few seconds for a former tenant's end. */
  static Taking take(DatabaseUrl url, Clock clock) {
    try {
      return switch (PostgresLocks.enter(url)) {
        case PostgresLocks.Entered(Connection session) ->
            new Taken(new PostgresTenancy(url, clock, session));
        case PostgresLocks.Refused(String message) -> new Refused(message);
      };
    } catch (SQLException failure) {
      LOG.log(Level.DEBUG, "The database cannot be had", failure);
      return new Refused(PostgresTrouble.of(failure, url));
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
   * @param catchUp is asked after it was regained, when works may begin again, to read what another
   *     tenant has written meanwhile: at each look, until it says that it could
   */
  void watch(Runnable lost, BooleanSupplier catchUp) {
    this.lost = lost;
    this.catchUp = catchUp;
    lookLater();
  }

  /** Why no work may begin; empty if it may. */
  Optional<String> trouble() {
    return trouble;
  }

  /** A connection that no other tenant's can be beside, as long as it lives. */
  Connection connect() throws SQLException {
    Connection connection = PostgresLocks.share(url);
    boolean safe = false;
    try {
      safe = isHeld();
    } finally {
      if (!safe) {
        PostgresLocks.close(connection);
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
                  try {
                    look();
                  } finally {
                    if (!closed) {
                      lookLater();
                    }
                  }
                });
  }

  private void look() {
    if (!lock.tryLock()) {
      return; // Somebody looks already.
    }
    boolean gone = false;
    try {
      if (closed) {
        return;
      }
      if (session == null) {
        regain();
      } else {
        gone = check(session);
      }
    } catch (SQLException failure) {
      trouble = Optional.of(PostgresTrouble.of(failure, url));
    } finally {
      lock.unlock();
    }
    if (gone) {
      lost.run();
    }
    catchUp();
  }

  private void catchUp() {
    if (trouble.isPresent() || !behind.compareAndSet(true, false)) {
      return;
    }
    boolean done = false;
    try {
      done = catchUp.getAsBoolean();
    } finally {
      if (!done) {
        behind.set(true);
      }
    }
  }

  /** Whether it is gone. */
  private boolean check(Connection mine) throws SQLException {
    if (mine.isValid(ANSWER_SECONDS)) {
      return false;
    }
    session = null;
    behind.set(true);
    trouble = Optional.of(url + " does not answer: see that PostgreSQL runs and can be reached");
    LOG.log(Level.WARNING, "{0}. Changes are refused until it does", trouble.get());
    PostgresLocks.close(mine);
    return true;
  }

  private void regain() throws SQLException {
    switch (PostgresLocks.enter(url)) {
      case PostgresLocks.Entered(Connection fresh) -> {
        session = fresh;
        trouble = Optional.empty();
        LOG.log(Level.INFO, "{0} answers again", url);
      }
      case PostgresLocks.Refused(String message) -> trouble = Optional.of(message);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (session != null) {
        PostgresLocks.close(session);
        session = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
