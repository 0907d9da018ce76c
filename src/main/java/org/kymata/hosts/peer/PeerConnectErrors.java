package org.kymata.hosts.peer;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import javax.net.ssl.SSLException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.text.Texts;

/** Why there is no connection to another Kymata, as a person is told. */
public final class PeerConnectErrors {

  private static final int POLICY = 1008;
  private static final int GOING_AWAY = 1001;

  private PeerConnectErrors() {}

  /** It says something that no Kymata says; what that was is nobody's business. */
  static ConnectFailure notKymata() {
    return new ConnectFailure(
        Code.WRONG_PROTOCOL,
        "what answers there is no Kymata; the address of an agent has no http:// before it");
  }

  static ConnectFailure closedWithoutMessage() {
    return new ConnectFailure(
        Code.WRONG_PROTOCOL, "the connection was taken and closed without a word: no Kymata");
  }

  /** The answer to the handshake, when it is no 101. */
  static ConnectFailure ofStatus(int status) {
    return switch (status / 100) {
      case 3 ->
          new ConnectFailure(
              Code.WRONG_PROTOCOL,
              "it sends whoever comes to another address (HTTP "
                  + status
                  + "), which the hub does not follow; give that address, often one with https");
      case 5 ->
          new ConnectFailure(
              Code.TIMEOUT, "that Kymata does not answer at the moment (HTTP " + status + ")");
      default ->
          status == 401 || status == 403
              ? wrongKey("that Kymata does not take this API key; make a new one there")
              : notKymata();
    };
  }

  public static ConnectFailure wrongKey(String why) {
    return new ConnectFailure(Code.WRONG_KEY, why);
  }

  /** It closed the socket. */
  static ConnectFailure ofClose(int code, String reason) {
    String why = Texts.forDisplay(reason);
    return switch (code) {
      case POLICY -> wrongKey("that Kymata has closed the connection: " + why);
      case GOING_AWAY -> new ConnectFailure(Code.UNREACHABLE, "that Kymata stops: " + why);
      default ->
          new ConnectFailure(
              Code.TIMEOUT, "that Kymata has closed the connection (" + code + " " + why + ")");
    };
  }

  /** What it said about a frame of this hub. */
  static ConnectFailure of(PeerMessage.ErrorMessage complaint) {
    Code code = complaint.status() >= 429 ? Code.TIMEOUT : Code.WRONG_PROTOCOL;
    return new ConnectFailure(
        code, "that Kymata refused: \"" + Texts.forDisplay(complaint.detail()) + "\"");
  }

  /**
   * Why the connection broke; null where it just did.
   *
   * @param name of the machine that the certificate must be for
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
            "the certificate there cannot be trusted to be that of " + name + ", or is none");
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
