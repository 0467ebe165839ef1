package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import dev.martlet.sandbox.Connections.Message;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the launcher tells about the memory of a sandbox that no control group counts. Safe for all
 * threads.
 */
final class MemoryWatch {
  private static final System.Logger LOG = System.getLogger(MemoryWatch.class.getName());
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final Connections connections;
  private final AtomicReference<CompletableFuture<ByteSize>> next =
      new AtomicReference<>(new CompletableFuture<>());
  private volatile ByteSize peak = ByteSize.ZERO;
  private volatile boolean exceeded;

  MemoryWatch(Connections connections) {
    this.connections = connections;
  }

  /** Has the launcher look, now and from now on. */
  void begin() {
    try {
      connections.askForMemory();
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "A launcher has ended before it could watch", gone);
    }
  }

  /** False if the message is about something else. */
  boolean takes(Message message) {
    return switch (message) {
      case Message.Memory(ByteSize most) -> {
        peak = most;
        next.getAndSet(new CompletableFuture<>()).complete(most);
        yield true;
      }
      case Message.OutOfMemory _ -> {
        exceeded = true;
        yield true;
      }
      case Message.NetworkUp _,
          Message.Running _,
          Message.Exited _,
          Message.Signalled _,
          Message.Ended _ ->
          false;
    };
  }

  /** The most that was ever seen, this moment included unless the launcher is busy or gone. */
  ByteSize peak() {
    CompletableFuture<ByteSize> answer = next.get();
    try {
      connections.askForMemory();
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "A launcher has ended before it could look", gone);
      return peak;
    }
    // Joins, so that an interrupted invocation is told its figures, too.
    return answer.copy().completeOnTimeout(peak, PATIENCE.toNanos(), TimeUnit.NANOSECONDS).join();
  }

  /** The same figures, and what was told here. */
  Cgroup.Usage with(Cgroup.Usage counted) {
    ByteSize most = peak.compareTo(counted.peakMemory()) > 0 ? peak : counted.peakMemory();
    return new Cgroup.Usage(most, counted.oomKills() + (exceeded ? 1 : 0), counted.cpu());
  }
}
