package dev.martlet.store;

import dev.martlet.model.DiskTrouble;
import java.sql.SQLException;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;

/** What differs between the two databases. */
enum Dialect {
  /** STRICT tables know five types only; text compares byte by byte. */
  SQLITE,
  /** Text compares byte by byte in the collation "C" only: else pages would differ in order. */
  POSTGRESQL;

  private static final int SQLITE_READ_ONLY = 8;
  private static final int SQLITE_IO_ERROR = 10;
  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_FULL = 13;
  private static final int SQLITE_NOT_A_DATABASE = 26;
  // Serialization failure and deadlock: PostgreSQL says so after it has rolled back.
  private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01", "40000");

  /** Replaces {@code ${int64}}, {@code ${bool}}, {@code ${bytes}}, {@code ${text}}, ${strict}. */
  String expand(String sql) {
    String expanded = sql;
    for (Entry<String, String> word : words().entrySet()) {
      expanded = expanded.replace("${" + word.getKey() + "}", word.getValue());
    }
    if (expanded.contains("${")) {
      throw new IllegalArgumentException("An unknown placeholder in: " + expanded);
    }
    return expanded;
  }

  private Map<String, String> words() {
    return switch (this) {
      case SQLITE ->
          Map.of(
              "int64", "INTEGER",
              "bool", "INTEGER",
              "bytes", "BLOB",
              "text", "TEXT",
              "strict", "STRICT");
      case POSTGRESQL ->
          Map.of(
              "int64", "BIGINT",
              "bool", "SMALLINT",
              "bytes", "BYTEA",
              "text", "TEXT COLLATE \"C\"",
              "strict", "");
    };
  }

  /** Put behind a SELECT: nobody else changes the row before this transaction ends. */
  String forUpdate() {
    return switch (this) {
      // Its writer thread is the only one.
      case SQLITE -> "";
      case POSTGRESQL -> " FOR UPDATE";
    };
  }

  /** Put behind a SELECT: takes its rows, without those that another transaction has taken. */
  String skipLocked() {
    return switch (this) {
      case SQLITE -> "";
      case POSTGRESQL -> " FOR UPDATE SKIP LOCKED";
    };
  }

  /** A work failed before its commit. */
  StoreFailure failure(SQLException cause) {
    if (isDamage(cause)) {
      return new DamagedFailure("SQLite says " + cause.getMessage(), cause);
    }
    return trouble(cause)
        .<StoreFailure>map(trouble -> new UnwritableFailure(trouble, describe(cause), cause))
        .orElseGet(() -> new StoreFailure(describe(cause), cause));
  }

  /** The commit failed: usually nobody knows whether it happened. */
  StoreFailure commitFailure(SQLException cause) {
    // SQLite commits nothing after it has found damage.
    if (isDiskFull(cause)
        || isDamage(cause)
        || ROLLED_BACK.contains(String.valueOf(cause.getSQLState()))) {
      return failure(cause);
    }
    return new OutcomeUnknown(describe(cause) + "; the last change may have happened", cause);
  }

  private String describe(SQLException cause) {
    return isDiskFull(cause)
        ? "The disk of the database is full: free some space, then repeat"
        : "The database failed: " + cause.getMessage();
  }

  /** Whether the bytes of the file are to blame. */
  private boolean isDamage(SQLException cause) {
    return switch (this) {
      case SQLITE -> {
        int code = cause.getErrorCode() & 0xff;
        yield code == SQLITE_CORRUPT || code == SQLITE_NOT_A_DATABASE;
      }
      // It looks after its own.
      case POSTGRESQL -> false;
    };
  }

  private boolean isDiskFull(SQLException cause) {
    return trouble(cause).equals(Optional.of(DiskTrouble.FULL));
  }

  private Optional<DiskTrouble> trouble(SQLException cause) {
    return switch (this) {
      case SQLITE ->
          switch (cause.getErrorCode() & 0xff) {
            case SQLITE_FULL -> Optional.of(DiskTrouble.FULL);
            case SQLITE_READ_ONLY -> Optional.of(DiskTrouble.READ_ONLY);
            case SQLITE_IO_ERROR -> Optional.of(DiskTrouble.FAILING);
            default -> Optional.empty();
          };
      // Its disk is not the platform's.
      case POSTGRESQL -> Optional.empty();
    };
  }
}
