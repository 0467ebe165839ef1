package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reserved for a function stops it, and nobody else. */
class ReservedConcurrencyIT {
  private static final String REASON = "ReservedFunctionConcurrentInvocationLimitExceeded";

  @TempDir static Path folder;
  private static Platform platform;
  private static Api api;

  @BeforeAll
  static void start() {
    platform = Platform.start(folder.resolve("data"), "--concurrency", "10");
    api = platform.api();
    Language.PYTHON.create(api, "mine", "\"Timeout\":20");
    Language.PYTHON.create(api, "other", "");
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Test
  void aReservationOfNothingStopsTheFunctionUntilItIsGivenUp() {
    assertThat(api.reserve("mine", 0).status()).isEqualTo(200);

    assertThrottled(api.invoke("mine", "{}"));
    assertThat(api.invoke("other", "{}").status()).isEqualTo(200);
    assertThat(api.function("mine").body()).contains("\"ReservedConcurrentExecutions\":0");

    assertThat(api.deleteReservation("mine").status()).isEqualTo(204);
    assertThat(api.invoke("mine", "{}").status()).isEqualTo(200);
  }

  @Test
  void aFunctionRunsInItsReservationAndTheOthersInTheRest()
      throws InterruptedException, ExecutionException {
    assertThat(api.reserve("other", 10).body()).contains("below its minimum value of [1].");
    assertThat(api.reserve("mine", 1).status()).isEqualTo(200);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Reply> busy =
          callers.submit(() -> api.invoke("mine", "{\"do\":\"wait\",\"millis\":3000}"));
      Busy.await(api);
      assertThrottled(api.invoke("mine", "{}"));
      assertThat(api.invoke("other", "{}").status()).isEqualTo(200);
      assertThat(busy.get().body()).isEqualTo("\"waited\"");
    }
    assertThat(api.lambda("GET", "/2016-08-19/account-settings", "").body())
        .contains("\"ConcurrentExecutions\":10", "\"UnreservedConcurrentExecutions\":9");
    assertThat(api.deleteReservation("mine").status()).isEqualTo(204);
  }

  private static void assertThrottled(Reply reply) {
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.errorCode()).isEqualTo("TooManyRequestsException");
    assertThat(reply.member("Reason")).isEqualTo(REASON);
  }
}
