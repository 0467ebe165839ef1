package dev.martlet.logs;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Call;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Principal;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The operations over a store of their own. */
abstract class LogGround {
  static final AccountId ACCOUNT = new AccountId("000000000000");
  static final Region REGION = new Region("us-east-1");
  static final String GROUP = "/aws/lambda/square";
  static final Retention RETENTION = new Retention(Duration.ofDays(30), ByteSize.megabytes(256));

  @TempDir Path directory;
  final ManualClock clock = new ManualClock();
  LogStore store;
  LogOperations operations;

  @BeforeEach
  void open() throws IOException {
    store = new LogStore(directory, RETENTION, clock);
    operations = new LogOperations(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  Call call() {
    return new Call(
        ACCOUNT,
        REGION,
        Principal.root(ACCOUNT),
        new RequestId("00000000-0000-4000-8000-000000000000"),
        clock.now(),
        clock.nanoTime(),
        "http://127.0.0.1:4566",
        null);
  }
}
