package dev.martlet.logs;

import dev.martlet.model.LogSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A group's events that are not written yet. Appending copies a line under the buffer's lock, which
 * is never held for anything slower than that.
 */
final class Buffer {
  // Clocks of several threads differ by the time it takes to get here; that much is evened out, so
  // that a group's events are in order of time. A clock that was set back is taken as it is.
  private static final long MAX_DISORDER_MILLIS = 1000;

  private final Chunks memory;
  private final long maxBytes;
  private final CRC32C crc = new CRC32C();
  private final ArrayList<ByteBuffer> chunks = new ArrayList<>();
  private final ArrayList<Writer> writers = new ArrayList<>();
  private @Nullable ByteBuffer current;
  private long bytes;
  private long events;
  private long lost;
  private long lastMillis;
  private int batch = 1;
  private int nextStream;
  private boolean announced;

  Buffer(Chunks memory, long maxBytes) {
    this.memory = memory;
    this.maxBytes = maxBytes;
  }

  /** One stream's way into the buffer; its fields are guarded by the buffer. */
  static final class Writer {
    private final String name;
    private final long created;
    private int stream = -1;
    private int batch;
    private long first = Long.MAX_VALUE;
    private long last;

    Writer(String name, long created) {
      this.name = name;
      this.created = created;
    }
  }

  /** Appends an event, or counts it as lost; true if it is the first since {@link #take}. */
  synchronized boolean append(Writer writer, long millis, ByteBuffer line) {
    if (line.remaining() > LogSink.MAX_EVENT_BYTES) {
      throw new IllegalArgumentException("A log event of " + line.remaining() + " bytes");
    }
    long time = inOrder(millis);
    tellOfLoss(writer, time);
    if (!put(writer, time, line)) {
      lost++;
    }
    return firstSinceTake();
  }

  /** The last chance to tell of lost events in this stream; the result is {@link #append}'s. */
  synchronized boolean close(Writer writer, long millis) {
    tellOfLoss(writer, inOrder(millis));
    return firstSinceTake();
  }

  private void tellOfLoss(Writer writer, long millis) {
    // While the buffer is full there will be more to count: it is told once that has passed.
    if (lost > 0 && events == 0 && put(writer, millis, notice(lost))) {
      lost = 0;
    }
  }

  private boolean firstSinceTake() {
    boolean first = !announced && events > 0;
    announced |= first;
    return first;
  }

  private long inOrder(long millis) {
    if (millis < lastMillis && lastMillis - millis < MAX_DISORDER_MILLIS) {
      return lastMillis;
    }
    lastMillis = millis;
    return millis;
  }

  private static ByteBuffer notice(long lost) {
    String text =
        "MARTLET %d log events of this log group were lost here: the disk took none, or they came faster than it did"
            .formatted(lost);
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean put(Writer writer, long millis, ByteBuffer line) {
    if (!introduce(writer) || !put(Records.EVENT, writer.stream, millis, line)) {
      return false;
    }
    writer.first = Math.min(writer.first, millis);
    writer.last = Math.max(writer.last, millis);
    events++;
    return true;
  }

  private boolean introduce(Writer writer) {
    if (writer.batch == batch) {
      return true;
    }
    if (writer.stream < 0) {
      writer.stream = nextStream++;
    }
    ByteBuffer name = ByteBuffer.wrap(writer.name.getBytes(StandardCharsets.UTF_8));
    if (!put(Records.STREAM, writer.stream, writer.created, name)) {
      return false;
    }
    writer.batch = batch;
    writer.first = Long.MAX_VALUE;
    writer.last = 0;
    writers.add(writer);
    return true;
  }

  private boolean put(byte kind, int stream, long millis, ByteBuffer text) {
    int needed = Records.OVERHEAD_BYTES + text.remaining();
    ByteBuffer target = room(needed);
    if (target == null) {
      return false;
    }
    Records.write(target, crc, kind, stream, millis, text);
    bytes += needed;
    return true;
  }

  private @Nullable ByteBuffer room(int needed) {
    if (current != null && current.remaining() >= needed) {
      return current;
    }
    if (bytes + needed > maxBytes) {
      return null;
    }
    ByteBuffer fresh = memory.take(needed);
    if (fresh != null) {
      current = fresh;
      chunks.add(fresh);
    }
    return fresh;
  }

  /** Takes all there is for writing; null if there is nothing. */
  synchronized @Nullable Batch take() {
    if (events == 0) {
      return null;
    }
    Map<String, Span> streams = new HashMap<>();
    for (Writer writer : writers) {
      if (writer.first <= writer.last) {
        streams.merge(writer.name, new Span(writer.created, writer.first, writer.last), Span::plus);
      }
    }
    chunks.forEach(ByteBuffer::flip);
    Batch taken = new Batch(chunks, streams, events);
    // Thousands of groups are never written to again: they need not keep room for it.
    chunks.clear();
    chunks.trimToSize();
    writers.clear();
    writers.trimToSize();
    current = null;
    bytes = 0;
    events = 0;
    batch++;
    announced = false;
    return taken;
  }

  /** Whether nothing waits here, to be written or to be told. */
  synchronized boolean isEmpty() {
    return events == 0 && lost == 0;
  }

  /** A batch could not be written. */
  synchronized void lose(long count) {
    lost += count;
  }
}
