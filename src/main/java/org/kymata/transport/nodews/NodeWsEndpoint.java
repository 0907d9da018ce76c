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

/**
 * The WebSocket at {@code /} of the node port; at {@code /} of the pages' port the access filter
 * lets no caller in.
 */
@Dependent
@ServerEndpoint("/")
public class NodeWsEndpoint {

  private static final int MAX_FRAME = 64 << 10;

  @Inject private NodeWsRegistry registry;
  @Inject private WebSocketConnections connections;

  private NodeWsSession nodeSession;

  /** Opens a session for the sender. */
  @OnOpen
  public void open(Session session) throws IOException {
    // Nodes may send nothing for days; TCP keep-alive finds the ones that are gone.
    session.setMaxIdleTimeout(0);
    if (session.getUserPrincipal() instanceof Caller.UnauthenticatedSender unauthenticated) {
      nodeSession = registry.open(session, unauthenticated);
    } else {
      session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "this is for the node port"));
    }
  }

  /** Handles a text frame; the container closes the socket with 1009 when it is too large. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void text(String frame) {
    if (nodeSession != null) {
      nodeSession.text(frame);
    }
  }

  /** Rejects a binary frame: nodes send text. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void binary(ByteBuffer frame) {
    if (nodeSession != null) {
      nodeSession.binary(frame.remaining());
    }
  }

  /** Ends the session. */
  @OnClose
  public void close(Session session) {
    connections.onSocketClosed(session);
    if (nodeSession != null) {
      nodeSession.onClosed();
    }
  }

  // No @OnError on purpose: after a frame that is too large closed the socket, Tyrus 2.1.5 creates
  // an endpoint to call it and never frees that endpoint, its session and their buffers.
}
