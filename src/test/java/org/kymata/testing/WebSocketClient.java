package org.kymata.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** An open WebSocket of a page or of a node. */
public final class WebSocketClient extends FrameReceiver {

  /** Thrown when the hub refused the handshake. */
  public static final class HandshakeRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    HandshakeRejectedException(int status) {
      super("the handshake was answered with " + status);
      this.status = status;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }

  private final WebSocket socket;
  private volatile String closeReason;

  WebSocketClient(HttpClient http, URI address, Map<String, String> headers, boolean deaf) {
    WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(20));
    headers.forEach(builder::header);
    try {
      socket = builder.buildAsync(address, new Listener(deaf)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refusal) {
        throw new HandshakeRejectedException(refusal.getResponse().statusCode());
      }
      throw e;
    }
  }

  /** Starts to read frames. */
  public void startReading() {
    socket.request(1);
  }

  private final class Listener implements WebSocket.Listener {
    private final boolean stalled;
    private final StringBuilder text = new StringBuilder();

    Listener(boolean deaf) {
      this.stalled = deaf;
    }

    @Override
    public void onOpen(WebSocket opened) {
      if (!stalled) {
        opened.request(1);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closeReason = reason;
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable fault) {
      closeReason = fault.toString();
      closed.complete(1006);
    }
  }

  /** The reason with which the hub closed it. */
  public String closeReason() {
    return closeReason;
  }

  /** Sends a text frame. */
  public WebSocketClient send(String frame) {
    socket.sendText(frame, true).join();
    return this;
  }

  /** Sends a binary frame. */
  public void sendBinary(byte[] frame) {
    socket.sendBinary(ByteBuffer.wrap(frame), true).join();
  }

  /** Subscribes; {@code from} is empty or {@code ,"since":…} or {@code ,"cursor":…}. */
  public WebSocketClient subscribe(String id, String topics, String from) {
    return send(
        """
        {"v":1,"type":"subscribe","id":"%s","payload":{"topics":%s%s}}\
        """
            .formatted(id, topics, from));
  }

  /** Aborts without a close frame, as a page whose network broke. */
  @Override
  public void close() {
    socket.abort();
  }
}
