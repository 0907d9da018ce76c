package org.kymata.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.kymata.errors.DomainException;

/**
 * Recognizes WebSocket handshakes (RFC 6455, section 4.2.1). Incomplete ones are refused: the
 * server would treat them as a request of a page, or fail.
 */
public final class WebSocketHandshakes {

  private static final String KEY = "Sec-WebSocket-Key";

  private WebSocketHandshakes() {}

  /** Whether a request asks for a WebSocket, complete or not. */
  public static boolean isHandshake(HttpServletRequest request) {
    return hasUpgradeHeader(request) || request.getHeader(KEY) != null;
  }

  /** Whether the request has {@code Upgrade: websocket}. */
  public static boolean hasUpgradeHeader(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /**
   * Checks that a handshake is complete.
   *
   * @throws DomainException BAD_INPUT when something is missing or wrong
   */
  public static void requireComplete(HttpServletRequest request) {
    boolean complete =
        request.getMethod().equals("GET")
            && hasUpgradeHeader(request)
            && hasConnectionUpgrade(request.getHeader("Connection"))
            && "13".equals(request.getHeader("Sec-WebSocket-Version"))
            && request.getHeader(KEY) != null;
    if (!complete) {
      throw DomainException.badInput(
          "a WebSocket is opened by GET with Upgrade: websocket, Connection: Upgrade,"
              + " Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key");
    }
  }

  private static boolean hasConnectionUpgrade(String header) {
    return header != null
        && Arrays.stream(header.split(","))
            .map(String::strip)
            .anyMatch("upgrade"::equalsIgnoreCase);
  }
}
