package org.kymata.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.kymata.connections.ClientConnection;
import org.kymata.connections.ConnectionKind;
import org.kymata.connections.ConnectionLimits;

/**
 * Keeps a connection within the limits of all connections (ADR 24): reports the memory that it
 * holds, which is an unfinished line and unsent replies. Stands before the line handler and of the
 * lines sees only where they end.
 */
final class ConnectionLimitHandler extends ChannelInboundHandlerAdapter {

  private static final byte LF = '\n';
  // An agent's lines may be kept up to this length, other lines are shorter.
  private static final int MAX_LINE = 64 << 10;
  // Keys, protocol state and a record buffer.
  private static final int TLS_BYTES = 24 << 10;
  private static final String UNFINISHED_LINE =
      "a line must end with LF, and soon after it has begun";

  private final ConnectionLimits limits;
  private final ChannelHandler lineHandler;
  private ClientConnection client;
  private long bytesSinceLineEnd;
  private boolean handshaking;
  private boolean encrypted;

  ConnectionLimitHandler(ConnectionLimits limits, ChannelHandler lineHandler) {
    this.limits = limits;
    this.lineHandler = lineHandler;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.pipeline().addAfter(context.name(), null, lineHandler);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Channel channel = context.channel();
    InetAddress from =
        channel.remoteAddress() instanceof InetSocketAddress internet
            ? internet.getAddress()
            : InetAddress.getLoopbackAddress();
    client = limits.open(from, ConnectionKind.TCP, () -> closeForLimit(channel)).orElse(null);
    if (client == null) {
      channel.close();
    } else {
      encrypted = channel.pipeline().get(SslHandler.class) != null;
      handshaking = encrypted;
      reportMemory(channel);
      context.fireChannelActive();
    }
  }

  /** Ends the handshake; until then an encrypted connection counts as unfinished input. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent) {
      handshaking = false;
      reportMemory(context.channel());
    }
    context.fireUserEventTriggered(event);
  }

  /** Marks the sender as known, so that the connection is not among the first to be closed. */
  void markKnown() {
    if (client != null) {
      client.markKnown();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (client != null && message instanceof ByteBuf bytes) {
      int before = bytes.readableBytes();
      int end = bytes.forEachByteDesc(each -> each != LF);
      if (end < 0) {
        bytesSinceLineEnd += before;
      } else {
        bytesSinceLineEnd = bytes.writerIndex() - end - 1L;
        client.setUnfinished(false);
      }
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    reportMemory(context.channel());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.fireChannelWritabilityChanged();
    reportMemory(context.channel());
  }

  private void reportMemory(Channel channel) {
    if (client != null) {
      long unsent = Math.max(0, TcpServer.MAX_UNSENT_BYTES - channel.bytesBeforeUnwritable());
      client.setHeldBytes(
          Math.min(bytesSinceLineEnd, MAX_LINE) + unsent + (encrypted ? TLS_BYTES : 0));
      // While reading is paused, the rest of the line may already have arrived.
      client.setUnfinished(handshaking || bytesSinceLineEnd > 0 && channel.config().isAutoRead());
    }
  }

  private void closeForLimit(Channel channel) {
    try {
      channel.eventLoop().execute(() -> close(channel));
    } catch (RejectedExecutionException e) {
      // The hub stops and closes all connections.
      return;
    }
  }

  private void close(Channel channel) {
    if (bytesSinceLineEnd > 0 && channel.isWritable()) {
      channel.writeAndFlush(
          TcpMessageEncoder.toBuffer(
              TcpMessageEncoder.toLine(TcpMessageEncoder.encodeError(UNFINISHED_LINE))));
    }
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (client != null) {
      client.release();
      context.fireChannelInactive();
    }
  }
}
