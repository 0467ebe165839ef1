package dev.martlet.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.concurrency.limits.LimitAlgorithm;
import io.helidon.webserver.CloseConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection's requests, one after the other. It stands in the place of the web server's limit,
 * of which there is none, because the web server tells its limit when a request begins and when it
 * is over, to the last byte of its body.
 *
 * <p>Used by the thread that serves the connection, whichever that is.
 */
final class Requests implements Limit, LimitAlgorithm.Token {
  private final Seats seats;
  private final LimitAlgorithm.Outcome accepted =
      LimitAlgorithm.Outcome.immediateAcceptance("martlet", "count", this);
  private long last;
  private long others;
  private long calm;
  private boolean inHead;
  private boolean serving;
  private Seats.@Nullable Seat seat;

  Requests(Seats seats) {
    this.seats = seats;
    this.last = seats.begun();
  }

  /** Says what seat the connection has from now on; null if none. */
  void sit(Seats.@Nullable Seat on) {
    seat = on;
  }

  /** The first line of a request has come. */
  void beginHead() {
    inHead = true;
  }

  /** The last line of a request's head has come. */
  void endHead() {
    inHead = false;
  }

  /** Whether a part of a request's head has been read. */
  boolean inHead() {
    return inHead;
  }

  /** Whether a request has begun, and is not over. */
  boolean busy() {
    return inHead || serving;
  }

  /**
   * The connection is about to wait for bytes, none of the next request having come.
   *
   * @throws ChangeOfThread if it should wait on the other kind of thread; nothing is lost by it
   */
  void await() {
    if (!busy() && seats.wrong(seat, others, calm)) {
      throw new ChangeOfThread();
    }
  }

  @Override
  public LimitAlgorithm.Outcome tryAcquireOutcome(boolean wait) {
    serving = true;
    long now = seats.begin();
    others = now - last;
    last = now + 1;
    calm = seats.few(others) ? calm + 1 : 0;
    if (seat != null) {
      seat.use(now);
    }
    return accepted;
  }

  @Override
  @SuppressWarnings("removal") // still the only one that has to be there
  public Optional<LimitAlgorithm.Token> tryAcquire(boolean wait) {
    tryAcquireOutcome(wait);
    return Optional.of(this);
  }

  @Override
  @SuppressWarnings("removal")
  public Optional<LimitAlgorithm.Token> tryAcquire() {
    return tryAcquire(true);
  }

  @Override
  public void success() {
    serving = false;
  }

  @Override
  public void dropped() {
    success();
  }

  @Override
  public void ignore() {
    success();
  }

  @Override
  public Limit copy() {
    return new Requests(seats);
  }

  @Override
  public String name() {
    return "martlet";
  }

  @Override
  public String type() {
    return "count";
  }

  /**
   * Leads out of the web server's loop over a connection's requests, which can be entered again.
   */
  static final class ChangeOfThread extends CloseConnectionException {
    private static final long serialVersionUID = 1;

    private ChangeOfThread() {
      super("The connection goes to another thread");
    }

    /** It is no failure, and comes often enough to be cheap. */
    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
