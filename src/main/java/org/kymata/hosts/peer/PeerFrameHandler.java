package org.kymata.hosts.peer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.kymata.hosts.agent.ConnectionHandler;

/** A connection as the texts of a WebSocket, where {@link AgentLineHandler} is one as lines. */
abstract class PeerFrameHandler extends ConnectionHandler {

  PeerFrameHandler() {
    super("a connection to another Kymata");
  }

  /** The connection is about to be made. */
  abstract void onAttached(Channel connection);

  /** The connection is there. */
  abstract void onConnected();

  /** Something has come, of whatever kind. */
  abstract void onActivity();

  /** A text has come, whole. */
  abstract void onText(String frame);

  /** The other end says that it closes the socket, and why. */
  abstract void onCloseFrame(int code, String reason);

  /** Something has come that is no text. */
  abstract void onUnexpectedFrame();

  /** The connection is gone. */
  abstract void onClosed();

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    attach(context.channel());
    onAttached(channel());
  }

  @Override
  public final void channelActive(ChannelHandlerContext context) {
    onConnected();
  }

  @Override
  public final void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      handleFrame(frame);
    } finally {
      frame.release();
    }
  }

  private void handleFrame(WebSocketFrame frame) {
    onActivity();
    if (frame instanceof TextWebSocketFrame text) {
      onText(text.text());
    } else if (frame instanceof PingWebSocketFrame ping) {
      channel().writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
    } else if (frame instanceof CloseWebSocketFrame close) {
      onCloseFrame(close.statusCode(), close.reasonText());
    } else if (!(frame instanceof PongWebSocketFrame)) {
      onUnexpectedFrame();
    }
  }

  /** Reads on, or does not. */
  final void setAutoRead(boolean on) {
    channel().config().setAutoRead(on);
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    onClosed();
  }
}
