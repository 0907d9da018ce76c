package org.kymata.live.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.kymata.live.LiveChannel;
import org.kymata.server.DirectFrameWriter;
import org.kymata.server.FrameWriter;

/** The connection to a page by WebSocket. */
final class WebSocketLiveChannel implements LiveChannel {

  private static final Logger LOG = System.getLogger(WebSocketLiveChannel.class.getName());

  private final Session session;
  private final DirectFrameWriter directWriters;
  private volatile FrameWriter writer = this::sendFirst;

  WebSocketLiveChannel(Session session, DirectFrameWriter directWriters) {
    this.session = session;
    this.directWriters = directWriters;
  }

  @Override
  public void send(String frame, Consumer<Boolean> done) {
    if (session.isOpen()) {
      writer.send(frame, done);
    } else {
      done.accept(false);
    }
  }

  private void sendFirst(String frame, Consumer<Boolean> done) {
    sendByTyrus(
        frame,
        worked -> {
          if (worked) {
            writer = directWriters.forSession(session).orElse(this::sendByTyrus);
          }
          done.accept(worked);
        });
  }

  private void sendByTyrus(String frame, Consumer<Boolean> done) {
    try {
      session.getAsyncRemote().sendText(frame, result -> done.accept(result.isOK()));
    } catch (RuntimeException | Error e) {
      // The socket closed, or the text cannot be encoded, which Tyrus throws as an Error: a failure
      // of one client must not stop the feed for the others.
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
