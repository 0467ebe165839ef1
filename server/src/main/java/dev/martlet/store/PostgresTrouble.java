package dev.martlet.store;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What PostgreSQL or the way to it says, as a sentence with the remedy. */
final class PostgresTrouble {
  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final String NO_PASSWORD_GIVEN = "08004";
  private static final String READ_ONLY = "25006";
  private static final Set<String> SHUTTING_DOWN = Set.of("57P01", "57P02", "57P03");

  /** No room on its disk, in its memory, within its settings; it fails to read or write a file. */
  private static final Set<String> WANTING = Set.of("53000", "53100", "53200", "53400", "58030");

  private PostgresTrouble() {}

  /** Whether the connection is to blame, not what was asked for on it. */
  static boolean isOfTheConnection(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return failure instanceof SQLTransientConnectionException // The pool had none in time.
        || state.startsWith("08")
        || SHUTTING_DOWN.contains(state)
        || TOO_MANY_CONNECTIONS.equals(state);
  }

  /**
   * Whether the server takes no change for now, whatever is asked for: then nothing has changed.
   */
  static boolean isOfTheServer(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return WANTING.contains(state) || READ_ONLY.equals(state);
  }

  /** The sentence, without its full stop; tells no password. */
  static String of(SQLException failure, DatabaseUrl url) {
    // The pool wraps what the driver says.
    SQLException root = failure.getCause() instanceof SQLException inner ? inner : failure;
    return unreachable(root, url).orElseGet(() -> refused(root, url));
  }

  private static Optional<String> unreachable(SQLException failure, DatabaseUrl url) {
    String hosts = String.join(", ", url.hosts());
    return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
        .map(
            cause ->
                switch (cause) {
                  case UnknownHostException unknown ->
                      "There is no machine of the name in %s: check the host in --database"
                          .formatted(hosts);
                  case ConnectException refused ->
                      ("No PostgreSQL answers at %s: start it, check host and port in --database,"
                              + " and that it listens there (listen_addresses, firewall)")
                          .formatted(hosts);
                  case SocketTimeoutException silent ->
                      ("%s does not answer in time: check host and port in --database, and what is"
                              + " on the way there")
                          .formatted(hosts);
                  default -> "";
                })
        .filter(sentence -> !sentence.isEmpty())
        .findFirst();
  }

  private static String refused(SQLException failure, DatabaseUrl url) {
    String says = firstLine(failure);
    return switch (String.valueOf(failure.getSQLState())) {
      case "28P01" ->
          "PostgreSQL does not accept the password of %s: correct it in --database or ~/.pgpass"
              .formatted(url.user());
      case NO_PASSWORD_GIVEN ->
          "PostgreSQL wants a password of %s (%s): give it in --database or ~/.pgpass"
              .formatted(url.user(), says);
      case "28000" ->
          ("PostgreSQL does not let %s in (%s): create that user, or add a line for it to"
                  + " pg_hba.conf there")
              .formatted(url.user(), says);
      case "3D000" ->
          "There is no database %s at %s: make it there with createdb --encoding=UTF8 --owner=%s %s"
              .formatted(
                  url.database(), String.join(", ", url.hosts()), url.user(), url.database());
      case "42501", "3F000" ->
          ("%s may not make tables in %s (%s): let it own the database, or GRANT CREATE, USAGE ON"
                  + " SCHEMA public TO %s")
              .formatted(url.user(), url.database(), says, url.user());
      case "42P07" ->
          "%s has tables of another program: give Martlet a database of its own".formatted(url);
      case TOO_MANY_CONNECTIONS ->
          ("PostgreSQL has no room for another connection (%s): raise max_connections there;"
                  + " Martlet needs up to %d")
              .formatted(says, PostgresTransactions.MAX_CONNECTIONS + 1);
      case "57P01", "57P02", "57P03" ->
          "PostgreSQL is starting or stopping (%s): try again when it runs".formatted(says);
      case "08001" ->
          ("%s cannot be reached (%s): check host and port in --database, and what is on the way"
                  + " there")
              .formatted(url, says);
      case "53100" -> "The disk of PostgreSQL is full: make room there";
      case "53200" ->
          "PostgreSQL has no memory left (%s): give it more, or others on its machine less"
              .formatted(says);
      case "58030" ->
          "PostgreSQL cannot read or write its files (%s): look into its log, and at its disk"
              .formatted(says);
      case READ_ONLY -> "%s can only be read: name the server that can be written".formatted(url);
      default -> "%s cannot be used: %s".formatted(url, says);
    };
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .findFirst()
        .orElse("no reason given")
        .replaceFirst("^(FATAL|ERROR): ", "");
  }
}
