package dev.martlet.http;

import dev.martlet.model.Bytes;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.RoutingRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a request's body once, into memory that grows with what has really come. */
final class RequestBody {
  private static final int FIRST_BYTES = 64 * 1024;

  private final RoutingRequest request;
  private final Stalls stalls;
  private final BodyBudget budget;
  private long reserved;
  private @Nullable Bytes whole;
  private @Nullable InputStream in;

  RequestBody(RoutingRequest request, Stalls stalls, BodyBudget budget) {
    this.request = request;
    this.stalls = stalls;
    this.budget = budget;
  }

  Bytes read(int limit) throws IOException {
    if (whole != null) {
      return whole;
    }
    if (!present()) {
      whole = Bytes.EMPTY;
      return whole;
    }
    long declared = declared();
    if (declared > limit) {
      throw new BodyTooLargeException(limit);
    }
    if (declared > BodyBudget.SMALL) {
      reserve(declared);
    }
    in = request.content().inputStream();
    try {
      whole = read(in, declared, limit);
      return whole;
    } finally {
      stalls.done();
    }
  }

  private void reserve(long bytes) throws TooManyBodiesException {
    budget.reserve(bytes);
    reserved = bytes;
  }

  /** The request is over, and nobody holds its body any more. */
  void release() {
    budget.release(reserved);
    reserved = 0;
  }

  /**
   * Reads to the end what the route left, so that the connection can go on, and so that a caller
   * who is still sending sees the answer instead of a reset.
   */
  void drop() throws IOException {
    if (whole != null || !present() || waitsForContinue()) {
      return;
    }
    byte[] dropped = new byte[8 * 1024];
    try (InputStream rest = in == null ? request.content().inputStream() : in) {
      while (read(rest, dropped, 0, dropped.length) >= 0) {
        // Dropped.
      }
    } finally {
      stalls.done();
    }
  }

  private Bytes read(InputStream from, long declared, int limit) throws IOException {
    byte[] bytes = new byte[declared < 0 ? 4096 : (int) Math.min(declared, FIRST_BYTES)];
    int length = 0;
    while (length != declared) {
      if (length == bytes.length) {
        if (length >= BodyBudget.SMALL && reserved == 0) {
          reserve(limit);
        }
        bytes = Arrays.copyOf(bytes, grown(length, declared, limit));
      }
      int count = read(from, bytes, length, bytes.length - length);
      if (count < 0) {
        break;
      }
      length += count;
      if (length > limit) {
        throw new BodyTooLargeException(limit);
      }
    }
    if (declared >= 0) {
      readEnd(from, length, declared);
    }
    return Bytes.adopt(bytes, 0, length);
  }

  /** The web server takes a body for read, and buffers no rest of it, once it has said so. */
  private void readEnd(InputStream from, int length, long declared) throws IOException {
    if (length < declared || read(from, new byte[1], 0, 1) >= 0) {
      throw new IOException("The body broke off");
    }
  }

  /** Reads a piece, and tells apart the ways in which the web server says that it cannot. */
  private int read(InputStream from, byte[] into, int offset, int length) throws IOException {
    stalls.goOn();
    try {
      return from.read(into, offset, length);
    } catch (DataReader.InsufficientDataAvailableException | UncheckedIOException gone) {
      throw new IOException("The caller hung up or stalled", gone);
    } catch (RequestException refused) {
      throw new BrokenBodyException(refused.status().code(), refused);
    } catch (RuntimeException malformed) {
      throw new BrokenBodyException(400, malformed);
    }
  }

  /** Twice as much, but no more than can come; one more than the limit shows that it is passed. */
  private static int grown(int length, long declared, int limit) {
    long most = declared < 0 ? limit + 1L : declared;
    return (int) Math.min(length * 2L, most);
  }

  private boolean present() {
    return request.headers().contains(HeaderNames.TRANSFER_ENCODING) || declared() > 0;
  }

  private long declared() {
    return request.headers().contentLength().orElse(-1);
  }

  private boolean waitsForContinue() {
    return in == null && request.headers().contains(HeaderValues.EXPECT_100);
  }
}
