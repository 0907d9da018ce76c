package org.kymata.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a request's Content-Encoding and Accept-Encoding (RFC 9110 8.4 and 12.5.3). */
public final class ContentEncodings {

  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

  private static final Pattern ACCEPTED =
      Pattern.compile("(?:^|,)\\s*(gzip|x-gzip|\\*)\\s*(?:;\\s*q\\s*=\\s*([0-9.]+)\\s*)?(?=,|$)");

  private ContentEncodings() {}

  /** Whether the body has no encoding. */
  public static boolean isPlain(HttpServletRequest request) {
    List<String> lines = Collections.list(request.getHeaders("Content-Encoding"));
    return lines.isEmpty()
        || lines.size() == 1 && lines.get(0).strip().equalsIgnoreCase("identity");
  }

  /** Whether the body is gzip and nothing else: one header with one name. */
  public static boolean isGzip(HttpServletRequest request) {
    List<String> lines = Collections.list(request.getHeaders("Content-Encoding"));
    return lines.size() == 1 && GZIP.contains(lines.get(0).strip().toLowerCase(Locale.ROOT));
  }

  /** Whether the response may be gzip. */
  public static boolean acceptsGzip(HttpServletRequest request) {
    String accepted =
        String.join(",", Collections.list(request.getHeaders("Accept-Encoding")))
            .toLowerCase(Locale.ROOT);
    Matcher names = ACCEPTED.matcher(accepted);
    boolean any = false;
    while (names.find()) {
      boolean isAccepted = names.group(2) == null || !names.group(2).matches("0*\\.?0*");
      if (!names.group(1).equals("*")) {
        return isAccepted;
      }
      any = isAccepted;
    }
    return any;
  }
}
