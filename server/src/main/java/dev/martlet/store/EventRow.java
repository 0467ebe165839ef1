package dev.martlet.store;

import dev.martlet.dispatch.EventId;
import dev.martlet.dispatch.QueuedEvent;
import dev.martlet.model.AccountId;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A queued event as a row. */
final class EventRow {
  static final String COLUMNS =
      "id, account, region, function, qualifier, request, queued_at, client_context, trace_header,"
          + " payload";
  static final String INSERT =
      "INSERT INTO event ("
          + COLUMNS
          + ", size, due_at, attempt, errors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)"
          + " ON CONFLICT (id) DO NOTHING";

  private EventRow() {}

  /** Fills in {@link #INSERT}. */
  static void bind(PreparedStatement insert, QueuedEvent event) throws SQLException {
    long queuedAt = Micros.of(event.queuedAt());
    insert.setString(1, event.id().value());
    insert.setString(2, event.function().account().digits());
    insert.setString(3, event.function().region().name());
    insert.setString(4, event.function().name());
    insert.setString(5, event.qualifier());
    insert.setString(6, event.request().value());
    insert.setLong(7, queuedAt);
    insert.setString(8, event.clientContext());
    insert.setString(9, event.traceHeader());
    insert.setBytes(10, event.payload().toArray());
    insert.setLong(11, event.size());
    insert.setLong(12, queuedAt);
  }

  /** The row's event, from {@link #COLUMNS}. */
  static QueuedEvent read(ResultSet row) throws SQLException {
    return new QueuedEvent(
        new EventId(row.getString(1)),
        Micros.instant(row.getLong(7)),
        new RequestId(row.getString(6)),
        function(row, 2),
        row.getString(5),
        Bytes.adopt(row.getBytes(10)),
        row.getString(8),
        row.getString(9));
  }

  /** Whose event it is, from three columns: account, region and name. */
  static FunctionArn function(ResultSet row, int first) throws SQLException {
    return new FunctionArn(
        new Region(row.getString(first + 1)),
        new AccountId(row.getString(first)),
        row.getString(first + 2));
  }
}
