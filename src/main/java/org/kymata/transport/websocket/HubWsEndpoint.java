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

/** The WebSocket at {@code /ws}; passes each socket to the handler of its kind of caller. */
@Dependent
@ServerEndpoint("/ws")
public class HubWsEndpoint {

  private static final int MAX_FRAME = 64 << 10;

  @Inject @Any private Instance<SocketHandler> handlers;
  @Inject private WebSocketConnections connections;
  @Inject private ClientReadingsHandler readings;

  private SocketHandler.SocketSession socketSession;
  private Principal caller;

  /** Opens a session with the caller's handler. */
  @OnOpen
  public void open(Session session) throws IOException {
    caller = session.getUserPrincipal();
    // The handlers have heartbeats of their own; a sensor may send nothing for an hour.
    session.setMaxIdleTimeout(0);
    for (SocketHandler role : handlers) {
      if (role.supports(caller)) {
        socketSession = role.open(session, caller);
        return;
      }
    }
    session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "not signed in"));
  }

  /** Handles a text frame; the container closes the socket with 1009 when it is too large. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void text(String frame) {
    if (socketSession != null && !readings.tryHandle(caller, frame, socketSession)) {
      socketSession.onText(frame);
    }
  }

  /** Rejects a binary frame: clients send text. */
  @OnMessage(maxMessageSize = MAX_FRAME)
  public void binary(ByteBuffer frame, Session session) throws IOException {
    session.close(new CloseReason(CloseCodes.CANNOT_ACCEPT, "frames must be JSON texts"));
  }

  /** Ends the session. */
  @OnClose
  public void close(Session session) {
    connections.onSocketClosed(session);
    if (socketSession != null) {
      socketSession.onClose();
    }
  }

  // No @OnError on purpose: after a frame that is too large closed the socket, Tyrus 2.1.5 creates
  // an endpoint to call it and never frees that endpoint, its session and their buffers.
}
