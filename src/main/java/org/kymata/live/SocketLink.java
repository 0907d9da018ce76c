package org.kymata.live;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Consumer;
import org.kymata.platform.StraightWire;
import org.kymata.platform.StraightWires;

/** The wire to a page that came by WebSocket. */
final class SocketLink implements Link {

  private static final Logger LOG = System.getLogger(SocketLink.class.getName());

  private final Session session;
  private final StraightWires wires;
  // Null until the first frame is out.
  private volatile Optional<StraightWire> straight;

  SocketLink(Session session, StraightWires wires) {
    this.session = session;
    this.wires = wires;
  }

  @Override
  public void send(String frame, Consumer<Boolean> done) {
    if (!session.isOpen()) {
      done.accept(false);
      return;
    }
    if (straight != null && straight.isPresent()) {
      straight.get().send(frame, done);
      return;
    }
    try {
      session.getAsyncRemote().sendText(frame, result -> sent(result.isOK(), done));
    } catch (RuntimeException | Error e) {
      // Closed meanwhile, or not to be encoded, which Tyrus throws as an Error: one page's trouble
      // must not keep the feed from the others.
      done.accept(false);
    }
  }

  private void sent(boolean worked, Consumer<Boolean> done) {
    if (worked && straight == null) {
      straight = wires.to(session);
    }
    done.accept(worked);
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
