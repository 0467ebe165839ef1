package dev.martlet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.LogSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BufferTest {
  private final Chunks memory = new Chunks(4L * Chunks.CHUNK_BYTES);
  private final Buffer buffer = new Buffer(memory, 1L << 20);
  private final Buffer.Writer writer = new Buffer.Writer("s", 1);

  private static ByteBuffer line(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  private Batch take() {
    Batch batch = Objects.requireNonNull(buffer.take());
    batch.chunks().forEach(memory::giveBack);
    return batch;
  }

  @Test
  void onlyTheFirstEventOfABatchAsksForAFlush() {
    assertThat(buffer.append(writer, 1, line(3))).isTrue();
    assertThat(buffer.append(writer, 1, line(3))).isFalse();
    take();
    assertThat(buffer.append(writer, 1, line(3))).isTrue();
  }

  @Test
  void anEmptyBufferGivesNoBatch() {
    assertThat(buffer.take()).isNull();
    buffer.append(writer, 1, line(3));
    take();
    assertThat(buffer.take()).isNull();
  }

  @Test
  void aBatchSaysWhichStreamsItHolds() {
    buffer.append(writer, 5, line(3));
    buffer.append(new Buffer.Writer("t", 4), 6, line(3));
    buffer.append(writer, 9, line(3));
    Batch batch = take();
    assertThat(batch.events()).isEqualTo(3);
    assertThat(batch.streams()).isEqualTo(Map.of("s", new Span(1, 5, 9), "t", new Span(4, 6, 6)));
    buffer.append(writer, 10, line(3));
    assertThat(take().streams()).isEqualTo(Map.of("s", new Span(1, 10, 10)));
  }

  @Test
  void smallDisorderOfTimeIsEvenedOutAndAClockThatWasSetBackIsNot() {
    buffer.append(writer, 5000, line(1));
    buffer.append(writer, 4900, line(1));
    assertThat(take().streams()).isEqualTo(Map.of("s", new Span(1, 5000, 5000)));
    buffer.append(writer, 100, line(1));
    assertThat(take().streams()).isEqualTo(Map.of("s", new Span(1, 100, 100)));
  }

  @Test
  void underPressureEventsAreDroppedAndTheirNumberIsToldLater() {
    for (int i = 0; i < 10; i++) {
      buffer.append(writer, 1, line(30_000));
    }
    assertThat(take().events()).isEqualTo(4);
    buffer.append(writer, 2, line(1));
    Batch next = take();
    assertThat(next.events()).isEqualTo(2);
    assertThat(text(next)).contains("MARTLET 6 log events of this log group were lost here");
    buffer.append(writer, 3, line(1));
    assertThat(take().events()).isEqualTo(1);
  }

  @Test
  void aBatchThatWasNotWrittenIsToldAtTheEndOfTheStreamAtTheLatest() {
    buffer.append(writer, 1, line(1));
    take();
    buffer.lose(1);
    assertThat(buffer.close(writer, 2)).isTrue();
    assertThat(text(take())).contains("MARTLET 1 log events");
    assertThat(buffer.close(writer, 3)).isFalse();
  }

  @Test
  void memoryIsGivenBack() {
    for (int i = 0; i < 1000; i++) {
      buffer.append(writer, i, line(LogSink.MAX_EVENT_BYTES / 4));
      assertThat(take().events()).isEqualTo(1);
    }
  }

  @Test
  void aLineThatShouldHaveBeenSplitIsRefused() {
    assertThatThrownBy(() -> buffer.append(writer, 1, line(LogSink.MAX_EVENT_BYTES + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(Batch batch) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer chunk : batch.chunks()) {
      text.append(StandardCharsets.ISO_8859_1.decode(chunk.duplicate()));
    }
    return text.toString();
  }
}
