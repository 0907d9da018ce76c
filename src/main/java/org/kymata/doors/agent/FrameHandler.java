package org.kymata.doors.agent;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.kymata.doors.Remote;

/**
 * A connection as the texts of a WebSocket, where {@link LineHandler} is one as lines. All of it
 * happens on its event loop's thread, where nothing may block.
 */
abstract class FrameHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final Logger LOG = System.getLogger(FrameHandler.class.getName());

  private Channel channel;

  /** The connection is about to be made. */
  abstract void opened(Channel connection);

  /** The connection is there. */
  abstract void connected();

  /** Something has come, of whatever kind. */
  abstract void heard();

  /** A text has come, whole. */
  abstract void text(String frame);

  /** The other end says that it closes the socket, and why. */
  abstract void closing(int code, String reason);

  /** Something has come that is no text. */
  abstract void noText();

  /** Something failed; an end that is known is told elsewhere. */
  abstract boolean isKnown(Throwable fault);

  /** The connection is gone. */
  abstract void closed();

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
    opened(channel);
  }

  @Override
  public final void channelActive(ChannelHandlerContext context) {
    connected();
  }

  @Override
  protected final void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    heard();
    if (frame instanceof TextWebSocketFrame text) {
      text(text.text());
    } else if (frame instanceof PingWebSocketFrame ping) {
      channel.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
    } else if (frame instanceof CloseWebSocketFrame close) {
      closing(close.statusCode(), close.reasonText());
    } else if (!(frame instanceof PongWebSocketFrame)) {
      noText();
    }
  }

  /** Whether the connection is there. */
  final boolean isOpen() {
    return channel.isActive();
  }

  /** Reads on, or does not. */
  final void read(boolean on) {
    channel.config().setAutoRead(on);
  }

  /** Ends the connection. */
  final void hangUp() {
    channel.close();
  }

  /** From where the other end is connected. */
  public final String remote() {
    return Remote.addressOf(channel.remoteAddress());
  }

  /** Does something on the event loop's thread; from any thread. */
  public final void onLoop(Runnable work) {
    try {
      channel.eventLoop().execute(work);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the hub stops while another Kymata is watched", e);
    }
  }

  /** Does something on the event loop's thread after a while. */
  public final void later(Runnable work, long millis) {
    try {
      channel.eventLoop().schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the hub stops while another Kymata is watched", e);
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    closed();
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
    // A reset is how a machine without power looks; anything else is a mistake of ours.
    Level level = isKnown(fault) || fault instanceof IOException ? Level.DEBUG : Level.ERROR;
    LOG.log(level, "a connection to another Kymata failed", fault);
    context.close();
  }
}
