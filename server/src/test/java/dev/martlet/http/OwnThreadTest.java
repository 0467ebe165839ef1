package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
  private static final int CALM = 16;

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
    assertThat(seats.tryTake()).isNotNull();
    served(() -> {}).handle(LIMIT);
    assertThat(servers).containsExactly(Thread.currentThread());
  }

  @Test
  void itLeavesItsThreadBetweenTwoRequestsWhenManyBeginAndHasOneAgainWhenNoneDoes()
      throws Exception {
    served(
            () -> {
              if (servers.size() == 1) {
                begin(3);
                request(() -> {});
              } else if (servers.size() == 2) {
                begin(1);
                for (int calm = 0; calm <= CALM; calm++) {
                  request(requests::await);
                }
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
              begin(2);
              request(requests::await);
              begin(2);
              request(requests::await);
            })
        .handle(LIMIT);
    assertThat(servers).hasSize(1);
  }

  @Test
  void oneThatIsCalmAndThenIsNotKeepsItsKindOfThread() throws Exception {
    served(
            () -> {
              begin(3);
              request(() -> {});
              for (int i = 0; i < 5 * CALM; i++) {
                begin(i % 2);
                request(() -> {});
              }
            })
        .handle(LIMIT);
    assertThat(servers).hasSize(2);
  }

  @Test
  void aNewConnectionTakesNobodysThread() throws Exception {
    assertThat(seats.tryTake()).isNotNull();
    begin(100);
    served(() -> {}).handle(LIMIT);
    assertThat(servers).containsExactly(Thread.currentThread());
    assertThat(seats.tryTake()).isNotNull();
  }

  @Test
  void threadsThatWereLostAreFew() {
    for (int i = 0; i < 8; i++) {
      assertThat(seats.tryTake()).isNotNull();
      begin(100);
    }
    assertThat(seats.tryTake()).isNull();
  }

  @Test
  void thoseThatBeganLongAgoAndRunStillDoNotCount() throws Exception {
    begin(30);
    Requests later = new Requests(seats);
    later.sit(seats.tryTake());
    later.tryAcquireOutcome(true);
    later.success();
    assertThatCode(later::await).doesNotThrowAnyException();
  }

  @Test
  void whoHasBegunNothingForAWhileLosesItsThreadToOneThatBeginsMuch() throws Exception {
    Requests busy = new Requests(seats);
    served(
            () -> {
              if (servers.size() > 1) {
                return;
              }
              assertThat(seats.tryTake()).isNull();
              for (int i = 0; i < 32; i++) {
                busy.tryAcquireOutcome(true);
                busy.success();
                assertThatCode(busy::await).doesNotThrowAnyException();
              }
              busy.tryAcquireOutcome(true);
              busy.success();
              assertThatThrownBy(busy::await).isInstanceOf(Requests.ChangeOfThread.class);
              busy.sit(seats.tryTake());
              requests.await();
            })
        .handle(LIMIT);
    assertThat(servers).hasSize(2);
    assertThat(servers.get(1)).isSameAs(Thread.currentThread());
    assertThat(seats.tryTake()).isNull();
  }

  @Test
  void itStaysWhereItIsWithinTheHeadOfARequest() throws Exception {
    served(
            () -> {
              if (servers.size() == 1) {
                begin(3);
                requests.tryAcquireOutcome(true);
                requests.success();
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

  private OwnThread served(Service service) {
    return new OwnThread(connection(service), requests, seats);
  }

  private ServerConnection connection(Service service) {
    return new ServerConnection() {
      @Override
      public void handle(Limit limit) throws InterruptedException {
        assertThat(limit).isSameAs(requests);
        servers.add(Thread.currentThread());
        assertThat(servers).as("it changes all the time").hasSizeLessThan(10);
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
