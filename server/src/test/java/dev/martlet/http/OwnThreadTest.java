package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.concurrency.limits.LimitAlgorithm.Outcome;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OwnThreadTest {
  private static final Limit LIMIT = FixedLimit.create();

  private final Seats seats = new Seats(1);
  private final Requests requests = new Requests(seats);
  private final List<Thread> servers = new ArrayList<>();

  @Test
  void aConnectionHasAPlatformThreadWhileOneIsFree() throws Exception {
    served(() -> assertThat(seats.free()).isZero()).handle(LIMIT);
    assertThat(servers).singleElement().isNotSameAs(Thread.currentThread());
    assertThat(servers.getFirst().isVirtual()).isFalse();
    assertThat(seats.free()).isOne();
  }

  @Test
  void aConnectionBeyondThoseIsServedByItsCaller() throws Exception {
    assertThat(seats.tryTake()).isTrue();
    served(() -> {}).handle(LIMIT);
    assertThat(servers).containsExactly(Thread.currentThread());
  }

  @Test
  void itLeavesItsThreadBetweenTwoRequestsWhenManyRunAndHasOneAgainWhenNoneDoes() throws Exception {
    served(
            () -> {
              if (servers.size() == 1) {
                begin(3);
                request(() -> {});
              } else if (servers.size() == 2) {
                request(requests::await);
                end(3);
                requests.await();
              }
            })
        .handle(LIMIT);
    assertThat(servers).hasSize(3);
    assertThat(servers.get(0).isVirtual()).isFalse();
    assertThat(servers.get(1)).isSameAs(Thread.currentThread());
    assertThat(servers.get(2)).isNotSameAs(Thread.currentThread());
    assertThat(seats.free()).isOne();
  }

  @Test
  void itStaysWhereItIsWithinARequestAndUnderALittleLoad() throws Exception {
    served(
            () -> {
              request(
                  () -> {
                    begin(3);
                    requests.await();
                    end(1);
                  });
              requests.await();
              end(2);
            })
        .handle(LIMIT);
    assertThat(servers).hasSize(1);
  }

  @Test
  void itStaysWhereItIsWithinTheHeadOfARequest() throws Exception {
    served(
            () -> {
              if (servers.size() == 1) {
                begin(3);
                requests.beginHead();
                requests.await();
                requests.endHead();
                requests.await();
              }
            })
        .handle(LIMIT);
    assertThat(servers).hasSize(2);
  }

  @Test
  void theWebServerSeesHowAConnectionEnds() {
    CloseConnectionException end = new CloseConnectionException("The caller hung up");
    OwnThread connection =
        served(
            () -> {
              throw end;
            });
    assertThatThrownBy(() -> connection.handle(LIMIT)).isSameAs(end);
    assertThat(seats.free()).isOne();
  }

  @Test
  void aStopReachesTheConnection() throws Exception {
    CountDownLatch serving = new CountDownLatch(1);
    OwnThread connection =
        served(
            () -> {
              serving.countDown();
              new CountDownLatch(1).await();
            });
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    connection.handle(LIMIT);
                  } catch (InterruptedException stopped) {
                    seen.set(stopped);
                  }
                });
    serving.await();
    caller.interrupt();
    caller.join();
    assertThat(seen.get()).isInstanceOf(InterruptedException.class);
  }

  /** What a connection does once it is served. */
  private interface Service {
    void run() throws InterruptedException;
  }

  /** One request of this connection, and then the wait for the next. */
  private void request(Runnable within) {
    assertThat(requests.tryAcquireOutcome(true)).isInstanceOf(Outcome.Accepted.class);
    within.run();
    requests.success();
    requests.await();
  }

  private void begin(int others) {
    for (int i = 0; i < others; i++) {
      seats.begin();
    }
  }

  private void end(int others) {
    for (int i = 0; i < others; i++) {
      seats.end();
    }
  }

  private OwnThread served(Service service) {
    return new OwnThread(connection(service), requests, seats);
  }

  private ServerConnection connection(Service service) {
    return new ServerConnection() {
      @Override
      public void handle(Limit limit) throws InterruptedException {
        assertThat(limit).isSameAs(requests);
        servers.add(Thread.currentThread());
        service.run();
      }

      @Override
      public Duration idleTime() {
        return Duration.ZERO;
      }

      @Override
      public void close(boolean interrupt) {}
    };
  }
}
