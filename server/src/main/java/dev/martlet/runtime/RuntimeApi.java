package dev.martlet.runtime;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The door of custom runtimes and of AWS's own clients: the AWS Runtime API, HTTP/1.1 on the
 * sandbox's own loopback. The guest asks for events and posts answers; {@code docs/functions.md}
 * says what it gets to see.
 *
 * <p>One virtual thread accepts, and one per connection reads; the invocation's thread writes the
 * event to the connection that asks for it, and waits for the answer. At most {@value
 * #MOST_CONNECTIONS} connections are served at once, each with a buffer of 8 KiB; later ones wait.
 * Of all of them one at a time may have a body in memory, the answer to the event.
 */
public final class RuntimeApi implements Guest {
  /** Where the guest finds it, on its own 127.0.0.1. */
  public static final int PORT = 9001;

  static final int MOST_CONNECTIONS = 16;

  private static final System.Logger LOG = System.getLogger(RuntimeApi.class.getName());

  private static final String TOO_OFTEN = "too often for what it could not have";

  private final ServerSocketChannel listener;
  private final Meeting meeting = new Meeting();
  private final Patience patience;
  private final Semaphore places = new Semaphore(MOST_CONNECTIONS);
  private final Set<ApiConnection> connections = new HashSet<>();
  private boolean ended;
  private volatile boolean flooded;

  /** Takes over a listener; closing this closes it. */
  public RuntimeApi(ServerSocketChannel listener, Clock clock) {
    this.listener = listener;
    this.patience = new Patience(clock, this::giveUp);
    Thread.ofVirtual().name("martlet-runtime-api").start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        places.acquire();
        welcome(listener.accept());
      }
    } catch (ClosedChannelException closed) {
      LOG.log(Level.TRACE, "The end of a Runtime API", closed);
    } catch (IOException failure) {
      // Most likely all descriptors are in use. Without connections the guest cannot go on.
      LOG.log(Level.WARNING, "A guest cannot connect to its Runtime API", failure);
      close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void welcome(SocketChannel channel) throws IOException {
    ApiConnection connection = new ApiConnection(channel, meeting, patience);
    if (!patience.spend() || !enter(connection)) {
      channel.close();
      throw new ClosedChannelException();
    }
    Thread.ofVirtual().name("martlet-runtime-api").start(() -> serve(connection));
  }

  // Whoever ends it closes the connections that are in here by then; a later one would stay.
  private synchronized boolean enter(ApiConnection connection) {
    return !ended && connections.add(connection);
  }

  private void serve(ApiConnection connection) {
    try {
      connection.run();
    } finally {
      places.release();
      boolean last;
      synchronized (this) {
        connections.remove(connection);
        last = ended && connections.isEmpty();
      }
      if (last) {
        meeting.end();
      }
    }
  }

  private void giveUp() {
    flooded = true;
    close();
  }

  @Override
  public InitResult initialise(InitSettings settings) {
    try {
      InitResult result = meeting.awaitInitialised();
      return flooded && result instanceof InitResult.Closed
          ? new InitResult.Malformed("the guest asked " + TOO_OFTEN)
          : result;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new InitResult.Closed();
    }
  }

  @Override
  public Answer invoke(GuestEvent event, AnswerSink sink) {
    boolean given = false;
    try {
      given = meeting.give(event);
      Meeting.Said said = given ? awaitAnswer() : null;
      return said == null ? unanswered(given) : answer(said, sink);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer.Closed(given);
    }
  }

  private Meeting.@Nullable Said awaitAnswer() throws InterruptedException {
    patience.renew();
    return meeting.await();
  }

  private Answer unanswered(boolean given) {
    return given && flooded
        ? new Answer.Malformed("the guest asked " + TOO_OFTEN)
        : new Answer.Closed(given);
  }

  private static Answer answer(Meeting.Said said, AnswerSink sink) {
    Delivery.to(sink, said.payload());
    int size = said.payload().length();
    String errorType = said.errorType();
    return errorType == null
        ? new Answer.Answered(size)
        : new Answer.Failed(errorType, size, false);
  }

  /**
   * The guest's processes are gone. What they have sent is still read; then blocked calls end.
   * Never blocks.
   */
  public void guestEnded() {
    closeListener();
    List<ApiConnection> open = end();
    open.forEach(ApiConnection::forgetTurn);
    if (open.isEmpty()) {
      meeting.end();
    }
  }

  @Override
  public void close() {
    closeListener();
    meeting.end();
    end().forEach(ApiConnection::close);
  }

  private synchronized List<ApiConnection> end() {
    ended = true;
    return List.copyOf(connections);
  }

  private void closeListener() {
    try {
      listener.close();
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "The listener of a Runtime API could not be closed", failure);
    }
  }
}
