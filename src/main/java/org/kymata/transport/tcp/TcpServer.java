package org.kymata.transport.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Listens and creates a handler for each connection. Two threads serve all connections; an idle one
 * costs its socket and a few small objects.
 */
final class TcpServer implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int ACCEPT_BACKLOG = 1_024;
  private static final int READ_BYTES = 2_048;
  // Few, so that one busy connection does not hold up the others.
  private static final int MAX_READS_PER_LOOP = 2;

  /** Approximate limit of unsent replies of one connection, in bytes. */
  static final int MAX_UNSENT_BYTES = 16 << 10;

  private static final WriteBufferWaterMark WRITE_WATER_MARK =
      new WriteBufferWaterMark(MAX_UNSENT_BYTES / 2, MAX_UNSENT_BYTES);
  private static final int STOP_SECONDS = 5;

  // A node that lost its power sends nothing: after two minutes the operating system probes it,
  // four times.
  private static final Map<String, Integer> KEEP_ALIVE =
      Map.of("TCP_KEEPIDLE", 120, "TCP_KEEPINTERVAL", 30, "TCP_KEEPCOUNT", 4);

  private final EventLoopGroup loops;
  private final Channel serverChannel;

  private TcpServer(EventLoopGroup loops, Channel listening) {
    this.loops = loops;
    this.serverChannel = listening;
  }

  /**
   * Starts to listen.
   *
   * @param handlers creates the handler of each connection
   * @param encryption creates the handler before it, where connections are encrypted
   * @throws IOException when the address cannot be bound
   */
  static TcpServer open(
      InetSocketAddress address,
      ThreadFactory threads,
      Supplier<ChannelHandler> handlers,
      Function<Channel, Optional<? extends ChannelHandler>> encryption)
      throws IOException {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(THREADS, threads, NioIoHandler.newFactory());
    try {
      ChannelFuture bound =
          bootstrap(loops, handlers, encryption).bind(address).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        stop(loops);
        throw new IOException(
            "port " + address.getPort() + " cannot be had (" + bound.cause().getMessage() + ")",
            bound.cause());
      }
      return new TcpServer(loops, bound.channel());
    } finally {
      // The calling thread is the server's: no thread local of this application may stay in it.
      FastThreadLocal.removeAll();
    }
  }

  private static ServerBootstrap bootstrap(
      EventLoopGroup loops,
      Supplier<ChannelHandler> handlers,
      Function<Channel, Optional<? extends ChannelHandler>> encryption)
      throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            // A client may send and disconnect at once; its last lines are handled before the
            // channel closes.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            // Plain arrays: pools would keep megabytes for messages of a hundred bytes.
            .childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(MAX_READS_PER_LOOP))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_WATER_MARK)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    encryption.apply(channel).ifPresent(channel.pipeline()::addLast);
                    channel.pipeline().addLast(handlers.get());
                  }
                });
    keepAlive(bootstrap);
    return bootstrap;
  }

  /** Finds the options by name, since their class is not visible in every server. */
  @SuppressWarnings("unchecked")
  private static void keepAlive(ServerBootstrap bootstrap) throws IOException {
    try (SocketChannel any = SocketChannel.open()) {
      for (SocketOption<?> option : any.supportedOptions()) {
        Integer value = KEEP_ALIVE.get(option.name());
        if (value != null) {
          bootstrap.childOption(NioChannelOption.of((SocketOption<Integer>) option), value);
        }
      }
    }
  }

  /** The port that the server listens on. */
  int port() {
    return ((InetSocketAddress) serverChannel.localAddress()).getPort();
  }

  /** Closes all connections, frees the port and ends the threads. */
  @Override
  public void close() {
    try {
      stop(loops);
    } finally {
      FastThreadLocal.removeAll();
    }
  }

  private static void stop(EventLoopGroup loops) {
    loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    loops.terminationFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    try {
      GlobalEventExecutor.INSTANCE.awaitInactivity(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (IllegalStateException e) {
      // It never ran, so there is nothing to wait for.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
