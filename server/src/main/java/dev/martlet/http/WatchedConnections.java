package dev.martlet.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ExecutorService;

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

  /** A connection as it is, but for the reader of what comes in. */
  private static final class Watched implements ConnectionContext {
    private final ConnectionContext plain;
    private final Requests requests;
    private final Stalls stalls;
    private final DataReader reader = DataReader.create(this::next);

    Watched(ConnectionContext plain, Requests requests, Stalls stalls) {
      this.plain = plain;
      this.requests = requests;
      this.stalls = stalls;
    }

    /** Who waits for more while something is unread waits for the rest of a request. */
    private byte[] next() {
      if (reader.available() > 0) {
        stalls.begin();
      } else {
        requests.await();
      }
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
