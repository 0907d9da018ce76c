package org.kymata.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Tells our own pages from foreign ones by what the browser itself says. A browser sends {@code
 * Origin} or {@code Sec-Fetch-Site} with every state change and every WebSocket handshake, and no
 * page can forge them; a script sends neither, and carries no victim's cookie.
 */
public final class Origins {

  private Origins() {}

  /** Whether a request with a cookie comes from our own pages or an allowed origin. */
  static boolean isOurs(HttpServletRequest request, Set<String> allowed) {
    String origin = request.getHeader("Origin");
    if (origin != null) {
      return allowed.contains(origin.toLowerCase(Locale.ROOT)) || isSame(origin, request);
    }
    String site = request.getHeader("Sec-Fetch-Site");
    return site == null || site.equals("same-origin");
  }

  /** Whether a page of another origin made its visitor's browser send this request. */
  public static boolean isForeign(HttpServletRequest request, Set<String> allowed) {
    // An address typed by hand is of no site.
    return request.getHeader("Origin") == null
        ? Set.of("cross-site", "same-site")
            .contains(String.valueOf(request.getHeader("Sec-Fetch-Site")))
        : !isOurs(request, allowed);
  }

  private static boolean isSame(String origin, HttpServletRequest request) {
    String host = request.getHeader("Host");
    try {
      URI uri = URI.create(origin);
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      // A page without TLS is foreign to a site with it, even of the same name.
      return host != null
          && uri.getHost() != null
          && (secure
              || "http".equalsIgnoreCase(uri.getScheme()) && !ClientAddress.isSecure(request))
          && withPort(uri.getAuthority(), secure).equals(withPort(host, secure));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withPort(String authority, boolean secure) {
    String lower = authority.toLowerCase(Locale.ROOT);
    boolean hasPort = lower.lastIndexOf(':') > lower.lastIndexOf(']');
    return hasPort ? lower : lower + (secure ? ":443" : ":80");
  }
}
