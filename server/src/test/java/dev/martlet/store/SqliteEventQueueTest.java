package dev.martlet.store;

import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventQueueTest extends EventQueueContract {
  private Transactions transactions;

  @BeforeEach
  void open(@TempDir Path directory) {
    ManualClock clock = new ManualClock();
    transactions = new SqliteTransactions(directory.resolve("test.db"), clock, Observer.NONE);
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
