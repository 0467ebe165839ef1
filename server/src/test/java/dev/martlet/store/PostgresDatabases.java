package dev.martlet.store;

import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A PostgreSQL server for a class of tests, and a fresh database for each test. */
final class PostgresDatabases
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private @Nullable PostgresServer server;
  private @Nullable Transactions transactions;

  @Override
  public void beforeAll(ExtensionContext context) {
    server = new PostgresServer();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    transactions = transactions(freshUrl());
  }

  PostgresServer server() {
    return Objects.requireNonNull(server);
  }

  DatabaseUrl freshUrl() {
    return DatabaseUrl.parse(server().freshDatabase());
  }

  /** The tenant's. */
  static PostgresTransactions transactions(DatabaseUrl url) {
    ManualClock clock = new ManualClock();
    return switch (PostgresTenancy.take(url, clock)) {
      case PostgresTenancy.Taken(PostgresTenancy tenancy) ->
          new PostgresTransactions(tenancy, clock, Observer.NONE);
      case PostgresTenancy.Refused(String message) -> throw new IllegalStateException(message);
    };
  }

  /** The test's own database, empty. */
  Transactions empty() {
    return Objects.requireNonNull(transactions);
  }

  /** The same with today's tables. */
  Transactions migrated() {
    Migrations.released().apply(empty(), new ManualClock());
    return empty();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    empty().close();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server().close();
  }
}
