package dev.martlet.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 connections, watched from the first byte of a request on. The web server tells us of a
 * request only when its first line is whole, which a caller may never send.
 */
record WatchedConnections(ServerConnectionSelector http1, Stalls stalls, Seats seats)
    implements ServerConnectionSelector {

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    // A handshake, if there was one, is over.
    stalls.done();
    Requests requests = new Requests(seats);
    return new OwnThread(http1.connection(new Watched(context, requests, stalls)), requests, seats);
  }

  /** Follows the heads of all connections' requests; each begins with a new look at the time. */
  static Http1ConnectionListener heads(Stalls stalls) {
    return new Heads(stalls);
  }

  private record Heads(Stalls stalls) implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      stalls.goOn();
      ((Watched) context).requests.beginHead();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ((Watched) context).requests.endHead();
      stalls.done();
    }
  }

  /** A connection as it is, but for the reader of what comes in. */
  private static final class Watched implements ConnectionContext {
    private final ConnectionContext plain;
    private final Requests requests;
    private final Stalls stalls;
    private final DataReader reader = DataReader.create(this::next);
    private final SpentInput spent = new SpentInput(reader);

    Watched(ConnectionContext plain, Requests requests, Stalls stalls) {
      this.plain = plain;
      this.requests = requests;
      this.stalls = stalls;
    }

    /** Who waits for more while something is unread waits for the rest of a request. */
    private byte @Nullable [] next() {
      spent.release();
      if (requests.busy() || reader.available() > 0) {
        stalls.begin();
      } else {
        requests.await();
      }
      byte[] piece = piece();
      if (piece == null && requests.inHead()) {
        // The web server would take it for a failure of ours, and log it.
        throw new CloseConnectionException("The caller hung up within a request's head");
      }
      return piece;
    }

    private byte @Nullable [] piece() {
      try {
        return plain.serverSocket().get();
      } catch (UncheckedIOException broken) {
        throw new ServerConnectionException("The connection broke", broken);
      }
    }

    @Override
    public DataReader dataReader() {
      return reader;
    }

    @Override
    public DataWriter dataWriter() {
      return plain.dataWriter();
    }

    @Override
    public ListenerContext listenerContext() {
      return plain.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return plain.executor();
    }

    @Override
    public Router router() {
      return plain.router();
    }

    @Override
    public HelidonSocket serverSocket() {
      return plain.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return plain.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return plain.localPeer();
    }

    @Override
    public boolean isSecure() {
      return plain.isSecure();
    }

    @Override
    public String socketId() {
      return plain.socketId();
    }

    @Override
    public String childSocketId() {
      return plain.childSocketId();
    }
  }
}
