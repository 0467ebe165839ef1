package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.Clock;
import dev.martlet.model.SystemClock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoorTest {
  @TempDir Path directory;
  private final SystemClock clock = new SystemClock();
  private final List<SocketChannel> clients = new ArrayList<>();
  private Door door;

  @BeforeEach
  void open() throws IOException {
    door = new Door(directory.resolve("s"), clock);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
    clock.close();
    Connections.closeAll(clients);
  }

  @Test
  void fourConnectionsOfALaunchMeet() throws Exception {
    assertFourConnectionsMeet();
  }

  private void assertFourConnectionsMeet() throws Exception {
    Expected launch = door.expect();
    for (char role : "saoe".toCharArray()) {
      say(launch.token() + role + "hello from " + role);
    }
    Connections connections = launch.await().orElseThrow();
    assertThat(Grounds.read(connections.events(), 12)).isEqualTo("hello from e");
    assertThat(Grounds.read(connections.answers(), 12)).isEqualTo("hello from a");
    assertThat(Grounds.read(connections.output(), 12)).isEqualTo("hello from o");
    assertThat(Grounds.read(connections.status(), 12)).isEqualTo("hello from s");
    connections.closeAll();
  }

  @Test
  void aWrongSecretAnUnknownLaunchAndAnUnknownRoleAreTurnedAway() throws Exception {
    Expected launch = door.expect();
    String token = launch.token();
    String flipped = (token.charAt(47) == '0' ? '1' : '0') + "e";
    assertTurnedAway(token.substring(0, 47) + flipped);
    assertTurnedAway("f".repeat(16) + token.substring(16) + "e");
    assertTurnedAway(token + "x");
    assertTurnedAway(token + "\u0000");
    launch.abandon();
  }

  @Test
  void aRoleIsTakenOnce() throws Exception {
    Expected launch = door.expect();
    say(launch.token() + "e");
    assertTurnedAway(launch.token() + "e");
    launch.abandon();
  }

  @Test
  void whoSaysNothingDoesNotKeepOthersOutForGood() throws Exception {
    SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX);
    clients.add(silent);
    silent.connect(UnixDomainSocketAddress.of(door.path()));
    assertFourConnectionsMeet();
  }

  @Test
  void aFaultWithOneConnectionDoesNotKeepOthersOut() throws Exception {
    AtomicBoolean faulty = new AtomicBoolean(true);
    Path path = directory.resolve("faulty");
    door.close();
    door = new Door(path, new FaultyClock(clock, faulty));
    assertTurnedAway("");
    faulty.set(false);
    assertFourConnectionsMeet();
  }

  private record FaultyClock(Clock clock, AtomicBoolean faulty) implements Clock {
    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      if (faulty.get()) {
        throw new IllegalStateException("No timers today");
      }
      return clock.schedule(delay, task);
    }
  }

  @Test
  void anAbandonedLaunchIsOver() throws Exception {
    Expected launch = door.expect();
    say(launch.token() + "e");
    launch.abandon();
    assertThat(launch.await()).isEmpty();
    assertTurnedAway(launch.token() + "s");
  }

  @Test
  void closingEndsTheLaunchesUnderWay() throws Exception {
    Expected launch = door.expect();
    door.close();
    assertThat(launch.await()).isEmpty();
    assertThatThrownBy(() -> say("anything")).isInstanceOf(IOException.class);
  }

  private void assertTurnedAway(String greeting) throws IOException {
    SocketChannel client = say(greeting);
    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  private SocketChannel say(String greeting) throws IOException {
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
    clients.add(client);
    client.connect(UnixDomainSocketAddress.of(door.path()));
    client.write(ByteBuffer.wrap(greeting.getBytes(StandardCharsets.US_ASCII)));
    return client;
  }
}
