package org.kymata.transport.nodews;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.kymata.security.Caller;
import org.kymata.server.WebSocketConnections;

/** The WebSocket at {@code /} of the node port; at that of the pages the gate lets nobody here. */
@Dependent
@ServerEndpoint("/")
public class NodeWsEndpoint {

  private static final int MAX_FRAME = 64 << 10;

  @Inject private NodeWsRegistry registry;
  @Inject private WebSocketConnections connections;

  private NodeWsSession nodeSession;

  /** Begins the conversation. */
  @OnOpen
  public void open(Session session) throws IOException {
    // Nodes need not say anything for days; TCP finds those that are gone.
    session.setMaxIdleTimeout(0);
    if (session.getUserPrincipal() instanceof Caller.UnauthenticatedSender guest) {
      nodeSession = registry.open(session, guest);
    } else {
      session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "this is for the node port"));
    }
  }

  /** A text frame; the container closes the socket with 1009 when it is too large. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void text(String frame) {
    if (nodeSession != null) {
      nodeSession.text(frame);
    }
  }

  /** A binary frame: nobody here speaks that way. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void binary(ByteBuffer frame) {
    if (nodeSession != null) {
      nodeSession.binary(frame.remaining());
    }
  }

  /** Ends the conversation. */
  @OnClose
  public void close(Session session) {
    connections.onSocketClosed(session);
    if (nodeSession != null) {
      nodeSession.onClosed();
    }
  }

  // No @OnError on purpose: Tyrus 2.1.5 calls it after a frame that is too large has closed the
  // socket, makes an endpoint for that call, and never forgets it nor the session with its buffers.
}
