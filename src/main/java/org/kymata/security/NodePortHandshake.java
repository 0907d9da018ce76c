package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.regex.Pattern;
import org.kymata.config.Settings;
import org.kymata.http.TextResponse;
import org.kymata.http.WebSocketHandshakes;

/**
 * The second port of the server. It has the WebSocket for nodes without a token, and nothing else:
 * no page, no API, no session.
 */
final class NodePortHandshake {

  private static final String UPGRADE_HINT =
      "This port is for nodes, which open a WebSocket at / here. There is nothing else.\n";

  private static final String KEY_IN_QUERY_HINT =
      "Never put a key into an address, where logs keep it: send it as \"key\" in the message,"
          + " and create a new one now.\n";

  private static final Pattern KEY = Pattern.compile("(?i)(^|&)key=");

  private NodePortHandshake() {}

  /**
   * Authenticates the opener of the WebSocket.
   *
   * @return null, after a response was sent, when the request is anything else
   */
  static Caller.UnauthenticatedSender authenticate(
      HttpServletRequest request, HttpServletResponse response, Settings settings) {
    // As the client sent it: the server may have replaced it with the welcome page's name.
    String path = request.getRequestURI().substring(request.getContextPath().length());
    boolean handshake =
        request.getMethod().equals("GET") && WebSocketHandshakes.hasUpgradeHeader(request);
    if (handshake && path.equals("/") && holdsKey(request.getQueryString())) {
      TextResponse.send(response, 400, "text/plain;charset=UTF-8", KEY_IN_QUERY_HINT);
      return null;
    }
    if (handshake && path.equals("/")) {
      String origin = String.join(", ", Collections.list(request.getHeaders("Origin"))).strip();
      boolean own =
          OriginValidator.isAllowedAtNodePort(
              request, settings.allowedOrigins(), settings.httpPort());
      return new Caller.UnauthenticatedSender(ClientAddress.of(request), origin, own);
    }
    respond(response, path.equals("/") ? 426 : HttpServletResponse.SC_NOT_FOUND);
    return null;
  }

  private static boolean holdsKey(String query) {
    return query != null && KEY.matcher(query).find();
  }

  private static void respond(HttpServletResponse response, int status) {
    if (status == 426) {
      response.setHeader("Upgrade", "websocket");
    }
    response.setHeader("Connection", "close");
    TextResponse.send(response, status, "text/plain;charset=UTF-8", UPGRADE_HINT);
  }
}
