package org.kymata.transport.websocket;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
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
import java.security.Principal;
import org.kymata.live.websocket.SocketHandler;
import org.kymata.server.WebSocketConnections;

/** The one WebSocket address; it hands each socket to the part that its caller plays. */
@Dependent
@ServerEndpoint("/ws")
public class HubWsEndpoint {

  private static final int MAX_FRAME = 64 << 10;

  @Inject @Any private Instance<SocketHandler> handlers;
  @Inject private WebSocketConnections connections;
  @Inject private ClientReadingsHandler readings;

  private SocketHandler.SocketSession socketSession;
  private Principal caller;

  /** Begins the conversation. */
  @OnOpen
  public void open(Session session) throws IOException {
    caller = session.getUserPrincipal();
    // The parts have heartbeats of their own; a sensor may well be silent for an hour.
    session.setMaxIdleTimeout(0);
    for (SocketHandler role : handlers) {
      if (role.supports(caller)) {
        socketSession = role.open(session, caller);
        return;
      }
    }
    session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "not signed in"));
  }

  /** A text frame; the container closes the socket with 1009 when it is too large. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void text(String frame) {
    if (socketSession != null && !readings.tryHandle(caller, frame, socketSession)) {
      socketSession.onText(frame);
    }
  }

  /** A binary frame: nobody here speaks that way. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void binary(ByteBuffer frame, Session session) throws IOException {
    session.close(new CloseReason(CloseCodes.CANNOT_ACCEPT, "frames must be JSON texts"));
  }

  /** Ends the conversation. */
  @OnClose
  public void close(Session session) {
    connections.onSocketClosed(session);
    if (socketSession != null) {
      socketSession.onClose();
    }
  }

  // No @OnError on purpose: Tyrus 2.1.5 calls it after a frame that is too large has closed the
  // socket, makes an endpoint for that call, and never forgets it nor the session with its buffers.
}
