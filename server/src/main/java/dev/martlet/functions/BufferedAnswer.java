package dev.martlet.functions;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Bytes;
import dev.martlet.wire.shape.Blob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps an answer until its head is known: whether it is an error stands in a header. Bounded by
 * the longest answer that environments give.
 */
final class BufferedAnswer implements AnswerSink {
  private final List<Bytes> pieces = new ArrayList<>(1);

  @Override
  public void write(Bytes piece) {
    pieces.add(piece);
  }

  Blob blob() {
    if (pieces.size() == 1) {
      return Blob.adopt(pieces.getFirst().toArray());
    }
    byte[] whole = new byte[pieces.stream().mapToInt(Bytes::length).sum()];
    ByteBuffer target = ByteBuffer.wrap(whole);
    pieces.forEach(piece -> piece.copyTo(target));
    return Blob.adopt(whole);
  }
}
