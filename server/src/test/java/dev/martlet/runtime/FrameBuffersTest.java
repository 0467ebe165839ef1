package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrameBuffersTest {
  private final FrameBuffers buffers = new FrameBuffers();

  @Test
  void exchangesOneAfterTheOtherGoThroughTheSameBuffer() {
    ByteBuffer first = buffers.take();
    buffers.giveBack(first.position(7).limit(9));

    ByteBuffer second = buffers.take();

    assertThat(second).isSameAs(first);
    assertThat(second.remaining()).isEqualTo(FrameBuffers.BYTES);
  }

  @Test
  void exchangesAtOnceHaveABufferEachAndOnlySomeOfThoseAreKept() {
    List<ByteBuffer> many =
        Stream.generate(buffers::take).limit(FrameBuffers.MOST_KEPT + 1).toList();
    many.forEach(buffers::giveBack);

    Set<ByteBuffer> again = Collections.newSetFromMap(new IdentityHashMap<>());
    again.addAll(Stream.generate(buffers::take).limit(FrameBuffers.MOST_KEPT).toList());

    assertThat(again).hasSize(FrameBuffers.MOST_KEPT);
    assertThat(many.stream().filter(again::contains)).hasSize(FrameBuffers.MOST_KEPT);
    again.add(buffers.take());
    assertThat(many.stream().filter(again::contains)).hasSize(FrameBuffers.MOST_KEPT);
  }
}
