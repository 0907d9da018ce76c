package org.kymata.hosts.agent;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.kymata.hosts.AllowedAddresses;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.peer.PeerHandshakeHandler;
import org.kymata.hosts.peer.PeerSession;
import org.kymata.hosts.peer.PeerTls;

/**
 * Connects to agents that listen, and to other Kymatas. One thread serves all of them. No address
 * is connected to that was not found allowed in this very try.
 */
public final class HostConnector implements AutoCloseable {

  private static final int CONNECT_MILLIS = 4_000;
  private static final int STOP_SECONDS = 5;
  private static final int MAX_LINE = 1_024;
  private static final int MAX_HEADERS = 16 << 10;
  private static final WriteBufferWaterMark WRITE_BUFFER =
      new WriteBufferWaterMark(8 << 10, 16 << 10);

  private final AllowedAddresses allowed;
  private final AgentContext context;
  private final EventLoopGroup loops;
  private final EventLoop loop;
  private final PeerTls tls;

  HostConnector(AllowedAddresses allowed, AgentContext parts, ThreadFactory threads) {
    this(allowed, parts, threads, new PeerTls());
  }

  public HostConnector(
      AllowedAddresses allowed, AgentContext parts, ThreadFactory threads, PeerTls tls) {
    this.allowed = allowed;
    this.context = parts;
    this.tls = tls;
    this.loops = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    this.loop = loops.next();
  }

  /** The thread that everything about connections happens on. */
  EventLoop loop() {
    return loop;
  }

  /**
   * Connects; the side hears what becomes of it. From any thread.
   *
   * @param names looks addresses up, which may take long
   */
  public void dial(HostAddress address, ConnectionOrigin side, Executor names) {
    try {
      names.execute(() -> resolve(address, side));
    } catch (RejectedExecutionException e) {
      fail(address, side, ConnectErrors.timeout("too many names are looked up at once"));
    }
  }

  private void resolve(HostAddress address, ConnectionOrigin side) {
    try {
      InetSocketAddress found = allowed.resolve(address);
      if (address.isSecure()) {
        // Made here, where it may take its time.
        tls.context();
      }
      onLoop(() -> connect(found, address, side));
    } catch (RuntimeException e) {
      fail(address, side, e);
    }
  }

  private void connect(InetSocketAddress found, HostAddress address, ConnectionOrigin side) {
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initPipeline(channel, address, side);
                  }
                })
            .connect(found);
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            fail(address, side, done.cause());
          }
        });
  }

  private void initPipeline(Channel channel, HostAddress address, ConnectionOrigin side) {
    if (!address.isKymata()) {
      channel.pipeline().addLast(new AgentSession(context, side));
      return;
    }
    if (address.isSecure()) {
      channel.pipeline().addLast(tls.handler(channel, address));
    }
    PeerSession session = new PeerSession(context, side, address);
    channel
        .pipeline()
        .addLast(
            new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_HEADERS),
            new PeerHandshakeHandler(address, side, session),
            session);
  }

  private void fail(HostAddress address, ConnectionOrigin side, Throwable fault) {
    onLoop(() -> side.onEnded(ConnectErrors.of(fault, address)));
  }

  private void onLoop(Runnable work) {
    try {
      loop.execute(work);
    } catch (RejectedExecutionException e) {
      // The hub stops, and nobody waits for it any more.
      return;
    }
  }

  /** Closes all connections and ends the thread. */
  @Override
  public void close() {
    try {
      loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
      loops.terminationFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
      GlobalEventExecutor.INSTANCE.awaitInactivity(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (IllegalStateException e) {
      // It never ran, so there is nothing to wait for.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // This thread is the server's: nothing of ours may stay in it.
      FastThreadLocal.removeAll();
    }
  }
}
