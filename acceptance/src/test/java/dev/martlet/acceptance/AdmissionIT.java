package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory and concurrency are bounded, and who is refused is told why. */
class AdmissionIT {
  @TempDir Path folder;

  @Test
  void anIdleEnvironmentMakesRoomForAnotherFunction() {
    try (Platform platform = Platform.start(folder.resolve("data"), "--memory", "256MB")) {
      Api api = platform.api();
      for (String name : List.of("a", "b", "c", "d")) {
        Language.PYTHON.create(api, name, "");
      }
      for (String name : List.of("a", "b", "c", "d", "a")) {
        assertThat(api.invoke(name, "{}").body()).isEqualTo("{}");
      }
    }
  }

  @Test
  void whoFindsNoMemoryInTimeIsThrottledWithTheReason()
      throws InterruptedException, ExecutionException {
    try (Platform platform =
            Platform.start(
                folder.resolve("data"), "--memory", "256MB", "--admission-wait", "100ms");
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Api api = platform.api();
      Language.PYTHON.create(api, "wide", "\"MemorySize\":256,\"Timeout\":20");
      Language.PYTHON.create(api, "other", "");
      assertThat(api.invoke("wide", "{}").body()).isEqualTo("{}");
      Future<Reply> busy =
          callers.submit(() -> api.invoke("wide", "{\"do\":\"wait\",\"millis\":3000}"));
      Busy.await(api);
      Reply refused = api.invoke("other", "{}");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.errorCode()).isEqualTo("TooManyRequestsException");
      assertThat(refused.body()).contains("MB");
      assertThat(busy.get().body()).isEqualTo("\"waited\"");
    }
  }

  @Test
  void theAccountsConcurrencyRefusesAtOnce() throws InterruptedException, ExecutionException {
    try (Platform platform = Platform.start(folder.resolve("data"), "--concurrency", "2");
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Language.PYTHON.create(platform.api(), "slow", "\"Timeout\":20");
      List<Future<Reply>> calls =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      callers.submit(
                          () -> platform.api().invoke("slow", "{\"do\":\"wait\",\"millis\":2000}")))
              .toList();
      int served = 0;
      for (Future<Reply> call : calls) {
        Reply reply = call.get();
        served += reply.status() == 200 ? 1 : 0;
        if (reply.status() != 200) {
          assertThat(reply.errorCode()).isEqualTo("TooManyRequestsException");
        }
      }
      assertThat(served).isBetween(2, 5);
    }
  }

  @Test
  void aFunctionLargerThanTheBudgetIsRefusedWhenItIsCreated() {
    try (Platform platform = Platform.start(folder.resolve("data"), "--memory", "256MB")) {
      Reply refused =
          platform
              .api()
              .create(
                  "huge",
                  Language.PYTHON.runtime(platform.api()),
                  "main.handler",
                  Language.PYTHON.anything(),
                  "\"MemorySize\":512");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.errorCode()).isEqualTo("InvalidParameterValueException");
    }
  }

  @Test
  void anIdlePlatformHasNoProcessOfAFunctionLeft()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (Platform platform = Platform.start(folder.resolve("data"), "--keep-alive", "1s")) {
      Language.PYTHON.create(platform.api(), "brief", "");
      assertThat(platform.api().invoke("brief", "{}").body()).isEqualTo("{}");
      ProcessHandle server = ProcessHandle.of(platform.pid()).orElseThrow();
      for (ProcessHandle child : server.descendants().toList()) {
        child.onExit().get(30, TimeUnit.SECONDS);
      }
      assertThat(server.descendants()).isEmpty();
    }
  }
}
