package dev.martlet.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * What a server says of itself and of a database.
 *
 * @param major its version
 * @param version the same as it is written
 * @param encoding in which the database keeps text
 * @param readOnly whether nothing can be changed, as on a standby
 */
record PostgresFacts(int major, String version, String encoding, boolean readOnly) {
  /** The oldest that its makers still maintain and that we test with. */
  static final int LEAST_MAJOR = 15;

  static PostgresFacts of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version_num')::int / 10000,"
                    + " current_setting('server_version'), current_setting('server_encoding'),"
                    + " current_setting('transaction_read_only')")) {
      row.next();
      return new PostgresFacts(
          row.getInt(1), row.getString(2), row.getString(3), row.getString(4).equals("on"));
    }
  }

  /** Why it is of no use, and what to do; empty if it will do. */
  Optional<String> refusal(DatabaseUrl url) {
    if (major < LEAST_MAJOR) {
      return Optional.of(
          "%s is PostgreSQL %s, and Martlet needs %d or newer: upgrade it"
              .formatted(url, version, LEAST_MAJOR));
    }
    if (!encoding.equals("UTF8")) {
      return Optional.of(
          "%s keeps text in %s, and Martlet needs UTF8: make a database by createdb --encoding=UTF8"
              .formatted(url, encoding));
    }
    return readOnly
        ? Optional.of(
            "%s can only be read, as a standby: name the server that can be written".formatted(url))
        : Optional.empty();
  }
}
