package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.DataReader;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

    while (given.subList(0, 3).stream().anyMatch(piece -> piece.get() != null)) {
      System.gc();
    }
    assertThat(reader.readLine()).isEqualTo("four");
    assertThat(held).hasSize(1);
  }

  private byte[] give(String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    given.add(new WeakReference<>(bytes));
    return bytes;
  }
}
