package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputSelectorTest {
  @TempDir Path directory;

  private record Pair(SocketChannel ours, SocketChannel theirs) {}

  private Pair pair(ServerSocketChannel door) throws Exception {
    SocketChannel theirs = SocketChannel.open(door.getLocalAddress());
    return new Pair(door.accept(), theirs);
  }

  @Test
  void anOutputThatHasEndedIsNotLookedAtAgain() throws Exception {
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        OutputSelector selector = new OutputSelector()) {
      door.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
      Pair first = pair(door);
      Pair second = pair(door);
      AtomicInteger turns = new AtomicInteger();
      CountDownLatch lines = new CountDownLatch(100);
      GuestOutput ended = new GuestOutput(first.ours(), _ -> {});
      GuestOutput goingOn = new GuestOutput(second.ours(), _ -> lines.countDown());
      selector.watch(
          ended,
          () -> {
            turns.incrementAndGet();
            return ended.read(65_536);
          });
      selector.watch(goingOn, () -> goingOn.read(65_536));

      first.theirs().close();
      for (int i = 0; i < 100; i++) {
        second.theirs().write(ByteBuffer.wrap("line\n".getBytes(StandardCharsets.UTF_8)));
      }
      lines.await();

      assertThat(turns.get()).isLessThanOrEqualTo(1);
      second.theirs().close();
    }
  }
}
