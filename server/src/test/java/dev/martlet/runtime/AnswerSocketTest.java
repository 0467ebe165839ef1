package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.Clock;
import dev.martlet.model.ManualClock;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AnswerSocketTest {
  @TempDir Path directory;

  private final ByteBuffer buffer = ByteBuffer.allocate(16);
  private SocketChannel guest;
  private SocketChannel host;

  @BeforeEach
  void connect() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("answers"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      guest = SocketChannel.open(address);
      host = server.accept();
    }
  }

  @AfterEach
  void hangUp() throws IOException {
    guest.close();
    host.close();
  }

  @Test
  void aPlatformThreadTakesWhatComesWhileItLooks() throws Exception {
    Steps clock = new Steps(0, 99_999, 99_999, 100_000);
    clock.at(99_999, this::answer);
    new AnswerSocket(host, clock).begin(buffer);
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(clock.left()).isEqualTo(1);
  }

  @Test
  void aPlatformThreadThatLookedInVainWaits() throws Exception {
    Steps clock = new Steps(0, 100_000, 150_000);
    clock.at(100_000, this::answer);
    new AnswerSocket(host, clock).begin(buffer);
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(host.isBlocking()).isTrue();
    assertThat(clock.left()).isZero();
  }

  @Test
  void aVirtualThreadWaitsAtOnce() throws Exception {
    AnswerSocket answers = new AnswerSocket(host, new ManualClock());
    FutureTask<Void> reading =
        new FutureTask<>(
            () -> {
              answers.begin(buffer);
              return null;
            });
    Thread reader = Thread.ofVirtual().start(reading);
    while (reader.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    answer();
    reading.get();
    assertThat(buffer.position()).isEqualTo(1);
  }

  @Test
  void theStreamsEndIsNoticedWhileSomebodyLooks() throws Exception {
    AnswerSocket answers = new AnswerSocket(host, new ManualClock());
    guest.close();
    assertThatThrownBy(() -> answers.begin(buffer)).isInstanceOf(EOFException.class);
  }

  private void answer() {
    try {
      guest.write(ByteBuffer.wrap(new byte[] {1}));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Shows one time after the other; at one of them, before it is shown, something happens. */
  private static final class Steps implements Clock {
    private final Queue<Long> times = new ArrayDeque<>();
    private long moment = -1;
    private Runnable event = () -> {};

    Steps(long... times) {
      for (long time : times) {
        this.times.add(time);
      }
    }

    void at(long time, Runnable happens) {
      moment = time;
      event = happens;
    }

    int left() {
      return times.size();
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanoTime() {
      long time = times.remove();
      if (time == moment) {
        moment = -1;
        event.run();
      }
      return time;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      throw new UnsupportedOperationException("Nobody waits for a timer here");
    }
  }
}
