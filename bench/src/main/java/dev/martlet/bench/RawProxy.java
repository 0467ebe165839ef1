package dev.martlet.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The yardstick for the server's CPU per invocation: the least a JVM can do. An event loop takes an
 * HTTP request, hands its body as a frame to a pooled Unix socket, and answers with the frame that
 * comes back. No signature, no log, no limits.
 */
final class RawProxy {
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int BACKENDS_PER_LOOP = 16;

  private final DomainSocketAddress backend;
  private final Map<EventLoop, Backends> backends = new ConcurrentHashMap<>();

  private RawProxy(DomainSocketAddress backend) {
    this.backend = backend;
  }

  /** {@code RawProxy PORT SOCKET}: prints a line when it answers. */
  public static void main(String[] arguments) throws InterruptedException {
    RawProxy proxy = new RawProxy(new DomainSocketAddress(arguments[1]));
    var loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel client) {
                    client
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                        .addLast(new Front(proxy));
                  }
                })
            .bind("127.0.0.1", Integer.parseInt(arguments[0]))
            .sync()
            .channel();
    System.out.println("ready");
    listener.closeFuture().sync();
  }

  /** The backends of a client's own event loop, so that nothing ever changes threads. */
  private Backends of(EventLoop loop) {
    return backends.computeIfAbsent(loop, each -> new Backends(each, backend));
  }

  /** Takes requests. */
  private static final class Front extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final RawProxy proxy;

    Front(RawProxy proxy) {
      this.proxy = proxy;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      proxy.of(context.channel().eventLoop()).send(context.channel(), request.content().retain());
    }
  }

  /** A request that waits for a backend. */
  private record Job(Channel client, ByteBuf body) {}

  /** The connections of one event loop; touched by that loop's thread only. */
  private static final class Backends {
    private final Deque<Channel> idle = new ArrayDeque<>();
    private final Deque<Job> waiting = new ArrayDeque<>();

    Backends(EventLoop loop, DomainSocketAddress address) {
      for (int i = 0; i < BACKENDS_PER_LOOP; i++) {
        var _ =
            new Bootstrap()
                .group(loop)
                .channel(EpollDomainSocketChannel.class)
                .handler(
                    new ChannelInitializer<Channel>() {
                      @Override
                      protected void initChannel(Channel backend) {
                        backend
                            .pipeline()
                            .addLast(new LengthFieldBasedFrameDecoder(MAX_BODY_BYTES, 0, 4, 0, 4))
                            .addLast(new LengthFieldPrepender(4))
                            .addLast(new Back(Backends.this));
                      }
                    })
                .connect(address);
      }
    }

    void send(Channel client, ByteBuf body) {
      waiting.add(new Job(client, body));
      match();
    }

    void release(Channel backend) {
      idle.push(backend);
      match();
    }

    private void match() {
      while (!idle.isEmpty() && !waiting.isEmpty()) {
        Channel backend = idle.pop();
        Job job = waiting.poll();
        backend.pipeline().get(Back.class).client = job.client();
        var _ = backend.writeAndFlush(job.body(), backend.voidPromise());
      }
    }
  }

  /** Takes frames that come back. */
  private static final class Back extends SimpleChannelInboundHandler<ByteBuf> {
    private final Backends home;
    private @Nullable Channel client;

    Back(Backends home) {
      this.home = home;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      home.release(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(frame));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
          .setInt(HttpHeaderNames.CONTENT_LENGTH, frame.readableBytes());
      if (client != null) {
        var _ = client.writeAndFlush(response, client.voidPromise());
      }
      home.release(context.channel());
    }
  }
}
