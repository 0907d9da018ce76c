package org.kymata.hosts.peer;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import javax.net.ssl.SSLException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.text.Texts;

/** Creates the errors of a failed connection to another Kymata, as users see them. */
public final class PeerConnectErrors {

  private static final int POLICY = 1008;
  private static final int GOING_AWAY = 1001;

  private PeerConnectErrors() {}

  /**
   * The failure for input that no Kymata sends; the input is not shown, since it may be
   * confidential.
   */
  static ConnectFailure notKymata() {
    return new ConnectFailure(
        Code.WRONG_PROTOCOL,
        "no Kymata listens there; the address of an agent has no http:// in front");
  }

  static ConnectFailure closedWithoutMessage() {
    return new ConnectFailure(
        Code.WRONG_PROTOCOL,
        "the other end accepted the connection and closed it without a message: no Kymata");
  }

  /** The failure for a handshake response other than 101. */
  static ConnectFailure ofStatus(int status) {
    return switch (status / 100) {
      case 3 ->
          new ConnectFailure(
              Code.WRONG_PROTOCOL,
              "it redirects to another address (HTTP "
                  + status
                  + "), which the hub does not follow; enter that address, often one with https");
      case 5 ->
          new ConnectFailure(
              Code.TIMEOUT, "that Kymata does not answer at the moment (HTTP " + status + ")");
      default ->
          status == 401 || status == 403
              ? wrongKey("that Kymata rejects this API key; create a new one there")
              : notKymata();
    };
  }

  public static ConnectFailure wrongKey(String why) {
    return new ConnectFailure(Code.WRONG_KEY, why);
  }

  /** The failure for a close frame. */
  static ConnectFailure ofClose(int code, String reason) {
    String why = Texts.forDisplay(reason);
    return switch (code) {
      case POLICY -> wrongKey("that Kymata closed the connection: " + why);
      case GOING_AWAY -> new ConnectFailure(Code.UNREACHABLE, "that Kymata is stopping: " + why);
      default ->
          new ConnectFailure(
              Code.TIMEOUT, "that Kymata closed the connection (" + code + " " + why + ")");
    };
  }

  /** The failure for an error frame. */
  static ConnectFailure of(PeerMessage.ErrorMessage error) {
    Code code = error.status() >= 429 ? Code.TIMEOUT : Code.WRONG_PROTOCOL;
    return new ConnectFailure(
        code, "that Kymata answered with an error: \"" + Texts.forDisplay(error.detail()) + "\"");
  }

  /**
   * The failure for an exception; null when the connection just broke.
   *
   * @param name the name that the certificate must be for
   */
  static ConnectFailure ofException(Throwable fault, String name) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof NotSslRecordException) {
        return new ConnectFailure(
            Code.WRONG_PROTOCOL, "there is no TLS at that port; try the address with http://");
      }
      if (cause instanceof SSLException) {
        return new ConnectFailure(
            Code.WRONG_PROTOCOL,
            "the certificate there is not trusted for " + name + ", or it is invalid");
      }
      if (cause instanceof TooLongFrameException) {
        return new ConnectFailure(
            Code.WRONG_PROTOCOL,
            "it sent more than " + (PeerMessage.MAX_BYTES >> 10) + " KiB at once");
      }
      if (cause instanceof CorruptedWebSocketFrameException) {
        return new ConnectFailure(
            Code.WRONG_PROTOCOL, "it sent something that is no WebSocket frame");
      }
    }
    return null;
  }
}
