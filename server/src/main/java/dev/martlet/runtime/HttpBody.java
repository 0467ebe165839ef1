package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of one request, of a known length or in chunks. Memory grows with what has arrived and
 * never with what a head claims. For one thread.
 */
final class HttpBody {
  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,15})[ \\t]*(;.*)?");
  private static final int FIRST_BYTES = 1024;
  private static final int MOST_CHUNKS = 100_000;

  private final HttpInput in;
  private final boolean chunked;
  private int chunks;
  private boolean ended;
  private long left;
  private Map<String, String> trailers = Map.of();

  HttpBody(HttpInput in, HttpHead head) {
    this.in = in;
    this.chunked = head.length() == HttpHead.CHUNKED;
    this.left = chunked ? 0 : head.length();
    this.ended = head.length() == 0;
  }

  boolean ended() {
    return ended;
  }

  /** What stood behind the last chunk; complete once the body has ended. */
  Map<String, String> trailers() {
    return trailers;
  }

  /** Reads all of it; empty if it is longer than {@code most}, of which one byte more was read. */
  Optional<Bytes> read(int most) throws IOException {
    byte[] bytes = new byte[chunked ? FIRST_BYTES : (int) Math.min(left + 1, 64 * 1024)];
    int filled = 0;
    while (filled <= most) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * filled, most + 1L));
      }
      int count = piece(bytes, filled);
      if (count < 0) {
        return Optional.of(Bytes.adopt(bytes, 0, filled));
      }
      filled += count;
    }
    return Optional.empty();
  }

  /** Drops what is left of it, at most about {@code most} bytes; false if there was more. */
  boolean drop(long most) throws IOException {
    byte[] nowhere = new byte[8 * 1024];
    long dropped = 0;
    while (!ended && dropped <= most) {
      dropped += Math.max(0, piece(nowhere, 0));
    }
    return ended;
  }

  // Negative at the end.
  private int piece(byte[] target, int offset) throws IOException {
    if (!ended && left == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(target, offset, (int) Math.min(left, target.length - offset));
    left -= count;
    ended = left == 0 && !chunked;
    return count;
  }

  private void nextChunk() throws IOException {
    if (chunks > 0 && !in.line(2).isEmpty()) {
      throw new BadHttpException("A chunk that is longer than it said");
    }
    if (++chunks > MOST_CHUNKS) {
      throw new BadHttpException("A body in too many chunks");
    }
    Matcher size = CHUNK.matcher(in.line(HttpInput.KEPT_LINE));
    if (!size.matches()) {
      throw new BadHttpException("Not the size of a chunk");
    }
    left = Long.parseLong(size.group(1), 16);
    if (left == 0) {
      trailers = HttpHead.trailers(in);
      ended = true;
    }
  }
}
