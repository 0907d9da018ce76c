package org.kymata.doors.agent;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** A connection as the texts of a WebSocket, where {@link LineHandler} is one as lines. */
abstract class FrameHandler extends ConnectionHandler {

  FrameHandler() {
    super("a connection to another Kymata");
  }

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

  /** The connection is gone. */
  abstract void closed();

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    attach(context.channel());
    opened(channel());
  }

  @Override
  public final void channelActive(ChannelHandlerContext context) {
    connected();
  }

  @Override
  public final void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      take(frame);
    } finally {
      frame.release();
    }
  }

  private void take(WebSocketFrame frame) {
    heard();
    if (frame instanceof TextWebSocketFrame text) {
      text(text.text());
    } else if (frame instanceof PingWebSocketFrame ping) {
      channel().writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
    } else if (frame instanceof CloseWebSocketFrame close) {
      closing(close.statusCode(), close.reasonText());
    } else if (!(frame instanceof PongWebSocketFrame)) {
      noText();
    }
  }

  /** Reads on, or does not. */
  final void read(boolean on) {
    channel().config().setAutoRead(on);
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    closed();
  }
}
