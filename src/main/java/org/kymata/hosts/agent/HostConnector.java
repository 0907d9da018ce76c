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
 * Connects to agents that listen, and to other Kymatas. One thread serves all of them. Every
 * attempt checks the address again, and connects to no address that is not allowed.
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

  HostConnector(AllowedAddresses allowed, AgentContext context, ThreadFactory threads) {
    this(allowed, context, threads, new PeerTls());
  }

  public HostConnector(
      AllowedAddresses allowed, AgentContext context, ThreadFactory threads, PeerTls tls) {
    this.allowed = allowed;
    this.context = context;
    this.tls = tls;
    this.loops = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    this.loop = loops.next();
  }

  /** The event loop of all connections. */
  EventLoop loop() {
    return loop;
  }

  /**
   * Connects and notifies the origin of the result; from any thread.
   *
   * @param dnsExecutor resolves the name, which may take long
   */
  public void dial(HostAddress address, ConnectionOrigin origin, Executor dnsExecutor) {
    try {
      dnsExecutor.execute(() -> resolve(address, origin));
    } catch (RejectedExecutionException e) {
      fail(address, origin, ConnectErrors.timeout("too many names are being resolved"));
    }
  }

  private void resolve(HostAddress address, ConnectionOrigin origin) {
    try {
      InetSocketAddress found = allowed.resolve(address);
      if (address.isSecure()) {
        // Created here, because this thread may block.
        tls.context();
      }
      onLoop(() -> connect(found, address, origin));
    } catch (RuntimeException e) {
      fail(address, origin, e);
    }
  }

  private void connect(InetSocketAddress found, HostAddress address, ConnectionOrigin origin) {
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
                    initPipeline(channel, address, origin);
                  }
                })
            .connect(found);
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            fail(address, origin, done.cause());
          }
        });
  }

  private void initPipeline(Channel channel, HostAddress address, ConnectionOrigin origin) {
    if (!address.isKymata()) {
      channel.pipeline().addLast(new AgentSession(context, origin));
      return;
    }
    if (address.isSecure()) {
      channel.pipeline().addLast(tls.handler(channel, address));
    }
    PeerSession session = new PeerSession(context, origin, address);
    channel
        .pipeline()
        .addLast(
            new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_HEADERS),
            new PeerHandshakeHandler(address, origin, session),
            session);
  }

  private void fail(HostAddress address, ConnectionOrigin origin, Throwable fault) {
    onLoop(() -> origin.onEnded(ConnectErrors.of(fault, address)));
  }

  private void onLoop(Runnable work) {
    try {
      loop.execute(work);
    } catch (RejectedExecutionException e) {
      // The hub stops, and no caller waits for the task.
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
      // The calling thread is the server's: no thread local of this application may stay in it.
      FastThreadLocal.removeAll();
    }
  }
}
