package dev.martlet.store;

import dev.martlet.dispatch.EventId;
import dev.martlet.dispatch.EventQueue;
import dev.martlet.dispatch.QueuedEvent;
import dev.martlet.model.FunctionArn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The negative control of the random histories: whoever says that an event is done ends it, however
 * long ago its attempt was given back.
 */
final class SettlesUnchecked implements EventQueue {
  private final EventQueue inner;
  private final Transactions transactions;

  SettlesUnchecked(EventQueue inner, Transactions transactions) {
    this.inner = inner;
    this.transactions = transactions;
  }

  @Override
  public Settling settle(Attempt attempt, Settlement settlement) {
    if (!(settlement instanceof Done)) {
      return inner.settle(attempt, settlement);
    }
    return transactions.run(connection -> delete(connection, attempt.event())) == 0
        ? new Stale()
        : new Settled();
  }

  private static int delete(Connection connection, EventId event) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement("DELETE FROM event WHERE id = ?")) {
      delete.setString(1, event.value());
      return delete.executeUpdate();
    }
  }

  @Override
  public Addition add(QueuedEvent event) {
    return inner.add(event);
  }

  @Override
  public Taking take(FunctionArn function, Instant until, int max) {
    return inner.take(function, until, max);
  }

  @Override
  public int giveBack(Set<Attempt> held) {
    return inner.giveBack(held);
  }

  @Override
  public void waiting(Consumer<Waiting> each) {
    inner.waiting(each);
  }
}
