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
  void aDescriptorThatHasEndedIsNotLookedAtAgainWhileTheOtherGoesOn() throws Exception {
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        OutputSelector selector = new OutputSelector()) {
      door.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
      Pair stdout = pair(door);
      Pair stderr = pair(door);
      CountDownLatch lines = new CountDownLatch(100);
      GuestOutput output = new GuestOutput(stdout.ours(), stderr.ours(), _ -> lines.countDown());
      AtomicInteger turns = new AtomicInteger();
      selector.watch(
          output,
          () -> {
            turns.incrementAndGet();
            return output.read(65_536);
          });

      stdout.theirs().close();
      for (int i = 0; i < 100; i++) {
        stderr.theirs().write(ByteBuffer.wrap("line\n".getBytes(StandardCharsets.UTF_8)));
      }
      lines.await();

      // One turn for the end, and at most one for each line.
      assertThat(turns.get()).isLessThanOrEqualTo(101);
      stderr.theirs().close();
    }
  }
}
