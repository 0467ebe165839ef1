package dev.martlet.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A listener that keeps a connection it has accepted until a test has it handed over. */
final class LateListener extends ServerSocketChannel {
  private final ServerSocketChannel inner;
  private final int port;
  private final CountDownLatch accepted = new CountDownLatch(1);
  private final CountDownLatch handOver = new CountDownLatch(1);

  LateListener() throws IOException {
    super(SelectorProvider.provider());
    inner = ServerSocketChannel.open().bind(new InetSocketAddress(address(), 0));
    port = inner.socket().getLocalPort();
  }

  InetAddress address() {
    return InetAddress.getLoopbackAddress();
  }

  int port() {
    return port;
  }

  void awaitAccepted() throws InterruptedException {
    accepted.await();
  }

  void handOver() {
    handOver.countDown();
  }

  @Override
  public SocketChannel accept() throws IOException {
    SocketChannel connection = inner.accept();
    accepted.countDown();
    try {
      handOver.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return connection;
  }

  @Override
  public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    inner.bind(local, backlog);
    return this;
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    inner.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return inner.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return inner.supportedOptions();
  }

  @Override
  public ServerSocket socket() {
    return inner.socket();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return inner.getLocalAddress();
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    inner.close();
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    inner.configureBlocking(block);
  }
}
