package dev.martlet.logs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Records on their way to a segment.
 *
 * @param chunks full of records, ready to be read
 * @param streams whose events they hold
 * @param events how many there are
 */
record Batch(List<ByteBuffer> chunks, Map<String, Span> streams, long events) {
  Batch {
    chunks = List.copyOf(chunks);
    streams = Map.copyOf(streams);
  }

  long bytes() {
    return chunks.stream().mapToLong(ByteBuffer::remaining).sum();
  }
}
