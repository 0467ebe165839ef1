package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asynchronous invocations over the wire. What happens in minutes is tested with a manual clock.
 */
class EventIT {
  @TempDir Path folder;

  @Test
  void anEventIsAcceptedAndRunUnderItsRequestId() {
    try (Platform platform = Platform.start(folder.resolve("data"))) {
      Api api = platform.api();
      Language.PYTHON.create(api, "any", "");

      Reply accepted = api.event("any", "{\"do\":\"print\",\"text\":\"later\"}");

      assertThat(accepted.status()).isEqualTo(202);
      assertThat(accepted.body()).isEmpty();
      assertThat(accepted.header("x-amz-executed-version")).isEmpty();
      String id = accepted.header("x-amzn-requestid").orElseThrow();
      assertThat(api.log("any", "REPORT")).contains("REPORT RequestId: " + id);
      assertThat(api.log("any", "later")).contains("later");
      api.drained();
      assertThat(api.event("nobody", "{}").errorCode()).isEqualTo("ResourceNotFoundException");
      assertThat(api.event("any", "{").errorCode()).isEqualTo("InvalidRequestContentException");
    }
  }

  @Test
  void aFullQueueRefusesAndSynchronousCallsGoOn() {
    try (Platform platform = Platform.start(folder.resolve("data"), "--events-queue-length", "2")) {
      Api api = platform.api();
      Language.PYTHON.create(api, "slow", "\"Timeout\":60");
      Language.PYTHON.create(api, "other", "\"Timeout\":60");
      String event = "{\"do\":\"wait\",\"millis\":60000}";
      assertThat(api.event("slow", event).status()).isEqualTo(202);
      Reply half = api.event("slow", event);
      assertThat(half.errorCode()).isEqualTo("TooManyRequestsException");
      assertThat(half.body()).contains("One function may have half of the queue");
      assertThat(api.event("other", event).status()).isEqualTo(202);

      Reply refused = api.event("slow", event);

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.errorCode()).isEqualTo("TooManyRequestsException");
      assertThat(refused.body()).contains("The queue of asynchronous invocations is full");
      assertThat(api.invoke("slow", "{\"do\":\"count\"}").status()).isEqualTo(200);
      platform.kill();
    }
  }

  @Test
  void whatAStopInterruptsIsRunAfterTheNextStart() {
    Path data = folder.resolve("data");
    try (Platform first = Platform.start(data, "--shutdown-grace", "0s")) {
      Language.PYTHON.create(first.api(), "slow", "\"Timeout\":60");
      String event = "{\"do\":\"wait\",\"millis\":3000}";
      assertThat(first.api().event("slow", event).status()).isEqualTo(202);
      first.api().log("slow", "START");
      assertThat(first.stop()).isZero();
    }
    try (Platform second = Platform.start(data)) {
      second.api().drained();
      assertThat(second.api().log("slow", "START").split("START RequestId: ", -1))
          .as("attempts, before each of which there is something")
          .hasSize(3);
    }
  }
}
