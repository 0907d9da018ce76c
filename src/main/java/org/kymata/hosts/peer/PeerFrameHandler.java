package org.kymata.hosts.peer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.kymata.hosts.agent.ConnectionHandler;

/** Receives the WebSocket's texts of a connection, as {@link AgentLineHandler} receives lines. */
abstract class PeerFrameHandler extends ConnectionHandler {

  PeerFrameHandler() {
    super("a connection to another Kymata");
  }

  /** The channel was created; it is not connected yet. */
  abstract void onAttached(Channel connection);

  /** The connection opened. */
  abstract void onConnected();

  /** Any input arrived. */
  abstract void onActivity();

  /** Handles a complete text frame. */
  abstract void onText(String frame);

  /** Handles a close frame with its reason. */
  abstract void onCloseFrame(int code, String reason);

  /** Handles a frame that is no text. */
  abstract void onUnexpectedFrame();

  /** The connection closed. */
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

  /** Pauses or resumes reading. */
  final void setAutoRead(boolean on) {
    channel().config().setAutoRead(on);
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    onClosed();
  }
}
