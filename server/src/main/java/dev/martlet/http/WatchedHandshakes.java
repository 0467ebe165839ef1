package dev.martlet.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS whose handshakes are watched from the moment on at which the web server makes the socket, on
 * the connection's own thread. The web server itself bounds no handshake: without this, whoever
 * connects and says nothing would keep a place among the connections for ever.
 */
final class WatchedHandshakes extends SSLContextSpi {
  private final SSLContext plain;
  private final Stalls stalls;

  private WatchedHandshakes(SSLContext plain, Stalls stalls) {
    this.plain = plain;
    this.stalls = stalls;
  }

  /** A context that shows the certificate; {@code stalls} learns of a handshake's begin alone. */
  static SSLContext of(Certificates certificates, Stalls stalls) {
    try {
      SSLContext plain = SSLContext.getInstance("TLS");
      plain.init(new KeyManager[] {new CurrentKeys(certificates)}, null, null);
      return new Context(new WatchedHandshakes(plain, stalls), plain);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This JVM has no TLS", missing);
    }
  }

  private static final class Context extends SSLContext {
    Context(WatchedHandshakes watched, SSLContext plain) {
      super(watched, plain.getProvider(), plain.getProtocol());
    }
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("It is initialised already");
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new Sockets(plain.getSocketFactory(), stalls);
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return plain.getServerSocketFactory();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return plain.createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return plain.createSSLEngine(host, port);
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return plain.getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return plain.getClientSessionContext();
  }

  /** The one way in which the web server makes sockets; the others are refused. */
  private static final class Sockets extends SSLSocketFactory {
    private final SSLSocketFactory plain;
    private final Stalls stalls;

    Sockets(SSLSocketFactory plain, Stalls stalls) {
      this.plain = plain;
      this.stalls = stalls;
    }

    @Override
    public Socket createSocket(Socket socket, @Nullable InputStream consumed, boolean autoClose)
        throws IOException {
      stalls.progress();
      return plain.createSocket(socket, consumed, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return plain.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return plain.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) {
      throw noClient();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw noClient();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw noClient();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw noClient();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw noClient();
    }

    private static UnsupportedOperationException noClient() {
      return new UnsupportedOperationException("These sockets are a server's");
    }
  }
}
