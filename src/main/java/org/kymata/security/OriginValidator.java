package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells Kymata's own pages from foreign ones by the headers that browsers set. A browser sends
 * {@code Origin} or {@code Sec-Fetch-Site} with every state change and every WebSocket handshake,
 * and no page can forge them; a script sends neither, and has no victim's cookie.
 */
public final class OriginValidator {

  private OriginValidator() {}

  /** Whether a request with a cookie comes from Kymata's own pages or an allowed origin. */
  static boolean isAllowed(HttpServletRequest request, Set<String> allowed) {
    List<String> origins = lines(request, "Origin");
    if (!origins.isEmpty()) {
      return origins.size() == 1 && isAllowed(origins.get(0), request, allowed);
    }
    List<String> sites = lines(request, "Sec-Fetch-Site");
    return sites.isEmpty() || sites.equals(List.of("same-origin"));
  }

  /**
   * Whether a request proves that one of Kymata's own pages made it. A typed address, a link from
   * elsewhere or a redirect proves nothing: a foreign page may have led there.
   */
  public static boolean isProvenAllowed(HttpServletRequest request, Set<String> allowed) {
    if (!lines(request, "Origin").isEmpty() || !lines(request, "Sec-Fetch-Site").isEmpty()) {
      return isAllowed(request, allowed);
    }
    List<String> referers = lines(request, "Referer");
    return referers.size() == 1 && isAllowed(originOf(referers.get(0)), request, allowed);
  }

  /**
   * Whether a page of Kymata opened the WebSocket of the node port, or a program that sends this
   * port's address as its origin, as some libraries do.
   *
   * @param httpPort the port of Kymata's own pages
   */
  static boolean isAllowedAtNodePort(
      HttpServletRequest request, Set<String> allowed, int httpPort) {
    List<String> origins = lines(request, "Origin");
    return origins.size() == 1
        && (isAllowed(origins.get(0), request, allowed)
            || isSame(origins.get(0), withPort(request.getHeader("Host"), httpPort), request));
  }

  private static List<String> lines(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  private static boolean isAllowed(String origin, HttpServletRequest request, Set<String> allowed) {
    return allowed.contains(origin.toLowerCase(Locale.ROOT))
        || isSame(origin, request.getHeader("Host"), request);
  }

  private static String originOf(String address) {
    try {
      URI uri = URI.create(address);
      return uri.getScheme() + "://" + uri.getRawAuthority();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean isSame(String origin, String host, HttpServletRequest request) {
    try {
      URI uri = URI.create(origin);
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      // A page without TLS is foreign to a site with TLS, even under the same name.
      return host != null
          && uri.getHost() != null
          && (secure || "http".equalsIgnoreCase(uri.getScheme()) && !request.isSecure())
          && withPort(uri.getAuthority(), secure).equals(withPort(host, secure));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withPort(String authority, boolean secure) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return hasPort(lower) ? lower : lower + (secure ? ":443" : ":80");
  }

  /** The same name with another port; null for none. */
  private static String withPort(String host, int port) {
    if (host == null) {
      return null;
    }
    return (hasPort(host) ? host.substring(0, host.lastIndexOf(':')) : host) + ":" + port;
  }

  private static boolean hasPort(String authority) {
    return authority.lastIndexOf(':') > authority.lastIndexOf(']');
  }
}
