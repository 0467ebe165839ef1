package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpentInputTest {
  private final List<WeakReference<byte[]>> given = new ArrayList<>();
  private final List<SpentInput> held = new ArrayList<>();

  @Test
  void aPieceThatIsDoneKeepsNoneOfThoseThatCameAfterIt() {
    Iterator<String> pieces = List.of("one\r\n", "two", "\r\nthr", "ee\r\nfo", "ur\r\n").iterator();
    DataReader reader = DataReader.create(() -> give(pieces.next()));
    SpentInput spent = new SpentInput(reader);
    held.add(new SpentInput(reader)); // it is never told, and keeps the first piece
    assertThat(reader.readLine()).isEqualTo("one");
    assertThat(reader.readLine()).isEqualTo("two");
    assertThat(reader.readLine()).isEqualTo("three");

    spent.release();

    assertThat(remain(3)).isFalse();
    assertThat(reader.readLine()).isEqualTo("four");
  }

  @Test
  void aConnectionLetsGoOfWhatItHasRead() {
    Iterator<String> pieces = List.of("one\r\n", "two", "\r\nthr", "ee\r\n").iterator();
    HelidonSocket socket = answering(HelidonSocket.class, _ -> give(pieces.next()));
    ConnectionContext plain = answering(ConnectionContext.class, _ -> socket);
    List<ConnectionContext> watched = new ArrayList<>();
    ServerConnectionSelector http1 =
        answering(
            ServerConnectionSelector.class,
            arguments -> {
              watched.add((ConnectionContext) arguments[0]);
              return answering(ServerConnection.class, _ -> Duration.ZERO);
            });
    Stalls stalls = new Stalls(new ManualClock(), Duration.ofMinutes(1));
    new WatchedConnections(http1, stalls, new Seats(1)).connection(plain);
    DataReader reader = watched.getFirst().dataReader();
    held.add(new SpentInput(reader));
    assertThat(reader.readLine()).isEqualTo("one");
    assertThat(reader.readLine()).isEqualTo("two");
    assertThat(reader.readLine()).isEqualTo("three");

    assertThat(remain(2)).isFalse();
    stalls.close();
  }

  private static <T> T answering(Class<T> type, Function<Object[], Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, _, arguments) -> answer.apply(arguments)));
  }

  /** Whether one of the first pieces is no garbage. */
  private boolean remain(int first) {
    for (int i = 0;
        i < 100 && given.subList(0, first).stream().anyMatch(p -> p.get() != null);
        i++) {
      System.gc();
    }
    return given.subList(0, first).stream().anyMatch(piece -> piece.get() != null);
  }

  private byte[] give(String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    given.add(new WeakReference<>(bytes));
    return bytes;
  }
}
