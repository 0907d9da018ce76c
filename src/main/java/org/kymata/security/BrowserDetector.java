package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Tells requests of browsers from those of devices and programs. On plain HTTP to a name other than
 * localhost browsers send no {@code Sec-Fetch-Site}, and a page can hide its own address ({@code
 * Referrer-Policy: no-referrer}); but no page can make its visitor's browser leave out {@code
 * User-Agent} and {@code Accept-Language}, nor change them without a CORS preflight.
 */
public final class BrowserDetector {

  /** Sent by browsers and by no device; any of them is enough. */
  private static final List<String> BROWSER_HEADERS =
      List.of(
          "Accept-Language",
          "Cookie",
          "DNT",
          "Origin",
          "Ping-From",
          "Purpose",
          "Referer",
          "Save-Data",
          "Service-Worker",
          "Upgrade-Insecure-Requests",
          "X-Moz",
          "X-Purpose");

  private static final List<String> PRODUCTS = List.of("mozilla/", "applewebkit", "opera");

  private BrowserDetector() {}

  /** Whether this request seems to come from a browser. */
  public static boolean isBrowser(HttpServletRequest request) {
    return BROWSER_HEADERS.stream().anyMatch(sign -> request.getHeader(sign) != null)
        || isBrowserUserAgent(request.getHeader("User-Agent"))
        || isBrowserAccept(request.getHeader("Accept"))
        || Collections.list(request.getHeaderNames()).stream()
            .anyMatch(BrowserDetector::isBrowserSecHeader);
  }

  private static boolean isBrowserUserAgent(String userAgent) {
    String agent = userAgent == null ? "" : userAgent.toLowerCase(Locale.ROOT);
    return PRODUCTS.stream().anyMatch(agent::contains);
  }

  /** What browsers send for images, style sheets, media and pages. */
  private static boolean isBrowserAccept(String accept) {
    return accept != null
        && (accept.startsWith("image/")
            || accept.startsWith("text/css")
            || accept.startsWith("audio/")
            || accept.startsWith("video/")
            || accept.contains("application/xhtml+xml"));
  }

  /** Such as Sec-Fetch-Mode, Sec-CH-UA, Sec-GPC and Sec-Purpose. */
  private static boolean isBrowserSecHeader(String name) {
    return name.regionMatches(true, 0, "Sec-", 0, 4)
        && !name.regionMatches(true, 0, "Sec-WebSocket-", 0, 14);
  }
}
