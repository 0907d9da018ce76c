package org.kymata.live;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** The wire to a page that came by WebSocket. */
record SocketLink(Session session) implements Link {

  private static final Logger LOG = System.getLogger(SocketLink.class.getName());

  @Override
  public void send(String frame, Consumer<Boolean> done) {
    if (!session.isOpen()) {
      done.accept(false);
      return;
    }
    try {
      session.getAsyncRemote().sendText(frame, result -> done.accept(result.isOK()));
    } catch (RuntimeException | Error e) {
      // Closed meanwhile, or not to be encoded, which Tyrus throws as an Error: one page's trouble
      // must not keep the feed from the others.
      done.accept(false);
    }
  }

  @Override
  public void close(int code, String reason) {
    try {
      session.close(new CloseReason(CloseCodes.getCloseCode(code), reason));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket could not be closed", e);
    }
  }
}
