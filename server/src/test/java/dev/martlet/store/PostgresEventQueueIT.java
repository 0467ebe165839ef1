package dev.martlet.store;

import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresEventQueueIT extends EventQueueContract {
  private static PostgresServer server;

  private Transactions transactions;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = new PostgresServer();
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    server.stop();
  }

  @BeforeEach
  void open() throws SQLException {
    ManualClock clock = new ManualClock();
    transactions =
        new PostgresTransactions(server.freshDatabase(), server.user(), clock, Observer.NONE);
    Migrations.released().apply(transactions, clock);
  }

  @AfterEach
  void close() {
    transactions.close();
  }

  @Override
  Transactions database() {
    return transactions;
  }
}
