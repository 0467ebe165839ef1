package dev.martlet.store;

import dev.martlet.dispatch.EventId;
import dev.martlet.dispatch.EventQueue;
import dev.martlet.dispatch.QueuedEvent;
import dev.martlet.model.FunctionArn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Asynchronous invocations in SQL. Every change is one conditional statement. */
final class SqlEventQueue implements EventQueue {
  private static final int PAGE = 1000;

  private final Transactions transactions;
  private final String node;
  private final int page;

  /**
   * The database has been migrated.
   *
   * @param node under which events are taken: no two that run at once may share it, and the same
   *     machine keeps it over restarts
   */
  SqlEventQueue(Transactions transactions, String node) {
    this(transactions, node, PAGE);
  }

  /**
   * @param page of how many events it is told at once what there is
   */
  SqlEventQueue(Transactions transactions, String node, int page) {
    this.transactions = transactions;
    this.node = node;
    this.page = page;
  }

  @Override
  public Addition add(QueuedEvent event) {
    try {
      return transactions.run(connection -> add(connection, event));
    } catch (OutcomeUnknown lost) {
      return new Unknown(lost);
    }
  }

  private static Addition add(Connection connection, QueuedEvent event) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(EventRow.INSERT)) {
      EventRow.bind(insert, event);
      insert.executeUpdate();
      return new Added();
    }
  }

  @Override
  public Taking take(FunctionArn function, Instant until, int max) {
    try {
      return read(connection -> take(connection, function, until, max));
    } catch (OutcomeUnknown lost) {
      return new Unknown(lost);
    }
  }

  // What a row cannot hold as we write them.
  private <T> T read(Transactions.Work<T> work) {
    return transactions.run(
        connection -> {
          try {
            return work.in(connection);
          } catch (IllegalArgumentException broken) {
            throw new DamagedFailure("An event cannot be read: " + broken.getMessage(), broken);
          }
        });
  }

  private Taking take(Connection connection, FunctionArn function, Instant until, int max)
      throws SQLException {
    String sql =
        "WITH due AS (SELECT id AS due_id FROM event WHERE account = ? AND region = ?"
            + " AND function = ? AND taken_by IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?"
            + transactions.dialect().skipLocked()
            + ") UPDATE event SET taken_by = ?, attempt = attempt + 1 FROM due WHERE id = due_id"
            + " RETURNING "
            + EventRow.COLUMNS
            + ", due_at, attempt, errors";
    List<Held> taken = new ArrayList<>();
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      bind(update, 1, function);
      update.setLong(4, Micros.of(until));
      update.setInt(5, max);
      update.setString(6, node);
      try (ResultSet rows = update.executeQuery()) {
        while (rows.next()) {
          taken.add(held(rows));
        }
      }
    }
    // The order in which a database returns what it changed is its own.
    taken.sort(
        Comparator.comparing((Held held) -> held.attempt().dueAt())
            .thenComparing(held -> held.event().id().value()));
    return new Taken(taken, taken.size() < max ? next(connection, function) : Optional.empty());
  }

  private static Held held(ResultSet row) throws SQLException {
    QueuedEvent event = EventRow.read(row);
    Instant dueAt = Micros.instant(row.getLong("due_at"));
    return new Held(
        event, new Attempt(event.id(), row.getInt("attempt"), dueAt), row.getInt("errors"));
  }

  private static Optional<Instant> next(Connection connection, FunctionArn function)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT due_at FROM event WHERE account = ? AND region = ? AND function = ?"
                + " AND taken_by IS NULL ORDER BY due_at LIMIT 1")) {
      bind(select, 1, function);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(Micros.instant(rows.getLong(1))) : Optional.empty();
      }
    }
  }

  private static void bind(PreparedStatement statement, int first, FunctionArn function)
      throws SQLException {
    statement.setString(first, function.account().digits());
    statement.setString(first + 1, function.region().name());
    statement.setString(first + 2, function.name());
  }

  @Override
  public Settling settle(Attempt attempt, Settlement settlement) {
    try {
      int changed = transactions.run(connection -> settle(connection, attempt, settlement));
      return changed == 0 ? new Stale() : new Settled();
    } catch (OutcomeUnknown lost) {
      return new Unknown(lost);
    }
  }

  private int settle(Connection connection, Attempt attempt, Settlement settlement)
      throws SQLException {
    return switch (settlement) {
      case Done done -> {
        try (PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM event WHERE id = ? AND attempt = ? AND taken_by = ?")) {
          yield settle(delete, 1, attempt);
        }
      }
      case Again again -> {
        try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE event SET taken_by = NULL, due_at = ?, errors = ?"
                    + " WHERE id = ? AND attempt = ? AND taken_by = ?")) {
          update.setLong(1, anotherTime(attempt, again));
          update.setInt(2, again.errors());
          yield settle(update, 3, attempt);
        }
      }
    };
  }

  private static long anotherTime(Attempt attempt, Again again) {
    long due = Micros.of(again.dueAt());
    return due == Micros.of(attempt.dueAt()) ? due - 1 : due;
  }

  private int settle(PreparedStatement statement, int first, Attempt attempt) throws SQLException {
    statement.setString(first, attempt.event().value());
    statement.setInt(first + 1, attempt.number());
    statement.setString(first + 2, node);
    return statement.executeUpdate();
  }

  @Override
  public int giveBack(Set<Attempt> held) {
    return transactions.run(
        connection -> {
          keep(connection, held);
          return giveBackAllBut(connection, held);
        });
  }

  private void keep(Connection connection, Set<Attempt> held) throws SQLException {
    // One that this node has settled since is due at another time.
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE event SET taken_by = ?"
                + " WHERE id = ? AND attempt = ? AND due_at = ? AND taken_by IS NULL")) {
      for (Attempt each : held) {
        update.setString(1, node);
        update.setString(2, each.event().value());
        update.setInt(3, each.number());
        update.setLong(4, Micros.of(each.dueAt()));
        update.executeUpdate();
      }
    }
  }

  private int giveBackAllBut(Connection connection, Set<Attempt> held) throws SQLException {
    List<Attempt> others = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id, attempt, due_at FROM event WHERE taken_by = ?")) {
      select.setString(1, node);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Attempt taken =
              new Attempt(
                  new EventId(rows.getString(1)), rows.getInt(2), Micros.instant(rows.getLong(3)));
          if (!held.contains(taken)) {
            others.add(taken);
          }
        }
      }
    }
    int given = 0;
    // One that was settled since may be another node's by now.
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE event SET taken_by = NULL WHERE id = ? AND attempt = ? AND taken_by = ?")) {
      for (Attempt attempt : others) {
        given += settle(update, 1, attempt);
      }
    }
    return given;
  }

  @Override
  public void waiting(Consumer<Waiting> each) {
    List<Waiting> rows = page("");
    rows.forEach(each);
    while (rows.size() == page) {
      rows = page(rows.getLast().id().value());
      rows.forEach(each);
    }
  }

  private List<Waiting> page(String after) {
    return read(connection -> page(connection, after));
  }

  private List<Waiting> page(Connection connection, String after) throws SQLException {
    List<Waiting> waiting = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, account, region, function, queued_at, size FROM event"
                + " WHERE id > ? ORDER BY id LIMIT ?")) {
      select.setString(1, after);
      select.setInt(2, page);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          waiting.add(
              new Waiting(
                  new EventId(rows.getString(1)),
                  EventRow.function(rows, 2),
                  Micros.instant(rows.getLong(5)),
                  rows.getLong(6)));
        }
      }
    }
    return waiting;
  }
}
