package org.kymata.hosts.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.agent.ConnectionOrigin;

/**
 * Opens the WebSocket of a new connection: the handshake with the API key (RFC 6455, section 4.1).
 * Any response but success ends the connection; redirects are not followed.
 */
public final class PeerHandshakeHandler extends ChannelInboundHandlerAdapter {

  private final HostAddress address;
  private final ConnectionOrigin origin;
  private final PeerSession session;
  private WebSocketClientHandshaker handshaker;

  public PeerHandshakeHandler(HostAddress address, ConnectionOrigin origin, PeerSession session) {
    this.address = address;
    this.origin = origin;
    this.session = session;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ConnectionOrigin.HubCredentials credentials = origin.hubCredentials();
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + credentials.key());
    handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            uri(), WebSocketVersion.V13, null, false, headers, PeerMessage.MAX_BYTES);
    handshaker
        .handshake(context.channel())
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                context.fireExceptionCaught(sent.cause());
              }
            });
    context.fireChannelActive();
  }

  private URI uri() {
    // A zone id is valid on this machine only and must not be sent.
    String host = address.host().replaceFirst("%.*", "");
    try {
      return new URI(
          address.isSecure() ? "wss" : "ws", null, host, address.port(), "/ws", null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("an address that was checked is one", e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HttpObject http)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      if (http.decoderResult().isFailure()) {
        session.close(PeerConnectErrors.notKymata());
      } else if (http instanceof HttpResponse response && !handshaker.isHandshakeComplete()) {
        handleResponse(context, response);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void handleResponse(ChannelHandlerContext context, HttpResponse response) {
    if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      session.close(PeerConnectErrors.ofStatus(response.status().code()));
      return;
    }
    try {
      handshaker.finishHandshake(
          context.channel(),
          new DefaultFullHttpResponse(
              response.protocolVersion(),
              response.status(),
              Unpooled.EMPTY_BUFFER,
              response.headers(),
              EmptyHttpHeaders.INSTANCE));
      context
          .pipeline()
          .addBefore(context.name(), "whole", new WebSocketFrameAggregator(PeerMessage.MAX_BYTES))
          .addBefore("whole", "utf-8", new Utf8FrameValidator());
    } catch (WebSocketHandshakeException e) {
      session.close(PeerConnectErrors.notKymata());
    }
  }
}
