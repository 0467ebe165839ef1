package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OwnThreadTest {
  private static final Limit LIMIT = FixedLimit.create();

  private final AtomicReference<Thread> server = new AtomicReference<>();

  @Test
  void aConnectionHasAPlatformThreadWhileOneIsFree() throws Exception {
    Semaphore threads = new Semaphore(1);
    new OwnThread(connection(() -> assertThat(threads.availablePermits()).isZero()), threads)
        .handle(LIMIT);
    assertThat(server.get()).isNotSameAs(Thread.currentThread());
    assertThat(server.get().isVirtual()).isFalse();
    assertThat(threads.availablePermits()).isOne();
  }

  @Test
  void aConnectionBeyondThoseIsServedByItsCaller() throws Exception {
    new OwnThread(connection(() -> {}), new Semaphore(0)).handle(LIMIT);
    assertThat(server.get()).isSameAs(Thread.currentThread());
  }

  @Test
  void theWebServerSeesHowAConnectionEnds() {
    CloseConnectionException end = new CloseConnectionException("The caller hung up");
    Semaphore threads = new Semaphore(1);
    OwnThread connection =
        new OwnThread(
            connection(
                () -> {
                  throw end;
                }),
            threads);
    assertThatThrownBy(() -> connection.handle(LIMIT)).isSameAs(end);
    assertThat(threads.availablePermits()).isOne();
  }

  @Test
  void aStopReachesTheConnection() throws Exception {
    CountDownLatch serving = new CountDownLatch(1);
    OwnThread connection =
        new OwnThread(
            connection(
                () -> {
                  serving.countDown();
                  new CountDownLatch(1).await();
                }),
            new Semaphore(1));
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

  private ServerConnection connection(Service service) {
    return new ServerConnection() {
      @Override
      public void handle(Limit limit) throws InterruptedException {
        server.set(Thread.currentThread());
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
