package org.kymata.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Checks the syntax of requests (RFC 9112 and RFC 3986) where the server itself does not: it
 * answers some malformed ones with an empty 200, and reads others differently from a proxy in front
 * of it.
 */
public final class RequestSyntaxValidator {

  /**
   * Why a request is refused.
   *
   * @param status the HTTP status
   * @param message what would be right, in a few words
   */
  public record Violation(int status, String message) {}

  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

  // Another decoding would turn %253b into %3b; no name has a semicolon.
  private static final Pattern SEMICOLON = Pattern.compile(";|%(?:25)*3b");
  private static final Pattern HALF_ENCODED = Pattern.compile("%(?![0-9a-f]{2})");
  private static final Pattern DOT_SEGMENT =
      Pattern.compile("(?:/|%2f)(?:\\.|%2e){1,2}(?=/|%2f|$)");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x20\\x7f]|%[01][0-9a-f]|%7f");

  private RequestSyntaxValidator() {}

  /**
   * The error in the head of a request; null when there is none.
   *
   * @param head from its first line to the empty line, each byte as one character
   */
  public static Violation headViolation(String head) {
    String[] lines = head.split("\r\n");
    int at = 0;
    while (at < lines.length - 1 && lines[at].isEmpty()) {
      // Empty lines before a request are ignored.
      at++;
    }
    String[] request = lines[at].split(" ", -1);
    if (request.length != 3) {
      return badRequest("the request line must be a method, a path and HTTP/1.1");
    }
    if (!request[2].equals("HTTP/1.1") && !request[2].equals("HTTP/1.0")) {
      return new Violation(505, "only HTTP/1.1 and HTTP/1.0 are supported");
    }
    Violation violation = targetViolation(request[0], request[1]);
    return violation != null
        ? violation
        : headerViolation(lines, at + 1, request[2].equals("HTTP/1.0"));
  }

  private static Violation targetViolation(String method, String target) {
    if (target.equals("*")) {
      return method.equals("OPTIONS") ? null : badRequest("the path must begin with a slash");
    }
    String lower = target.toLowerCase(Locale.ROOT);
    int authority = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : 0;
    if (authority == 0 && !target.startsWith("/")) {
      return badRequest("the path must begin with a slash");
    }
    // The absolute form is sent to proxies; its authority overrides the Host line.
    String host = authority == 0 ? "" : target.substring(authority).split("[/?#]", 2)[0];
    if (authority > 0 && !isHost(host)) {
      return badRequest("the host in the address is malformed");
    }
    // The query is harmless, and old clients send "50%" in it.
    String path = target.substring(authority + host.length()).split("\\?", 2)[0];
    String violation = pathViolation(path);
    return violation == null ? null : badRequest(violation);
  }

  private static Violation headerViolation(String[] lines, int from, boolean mayLackHost) {
    int hosts = 0;
    int transferEncodings = 0;
    int lengths = 0;
    for (int at = from; at < lines.length; at++) {
      int colon = lines[at].indexOf(':');
      if (colon <= 0) {
        return badRequest("a header line must be a name, a colon and a value");
      }
      String name = lines[at].substring(0, colon).toLowerCase(Locale.ROOT);
      String value = lines[at].substring(colon + 1).strip();
      if (name.equals("content-length")) {
        lengths++;
      } else if (name.equals("content-encoding") && value.isEmpty()) {
        return new Violation(415, "a Content-Encoding has a name");
      } else if (name.equals("host")) {
        hosts++;
        if (!isHost(value)) {
          return badRequest(
              "the Host line must be a name or an address, and a port where it is not 80");
        }
      } else if (name.equals("transfer-encoding")) {
        transferEncodings++;
        if (!value.equalsIgnoreCase("chunked")) {
          return new Violation(415, "the only Transfer-Encoding is chunked");
        }
      }
    }
    if (hosts > 1) {
      return badRequest("there must be one Host line");
    }
    if (transferEncodings + lengths > 1) {
      return badRequest("there must be one line of Content-Length or Transfer-Encoding");
    }
    return hosts == 0 && !mayLackHost ? badRequest("the Host line is missing") : null;
  }

  private static Violation badRequest(String message) {
    return new Violation(400, message);
  }

  /**
   * Whether this is a host name, an IPv4 address or an IPv6 address in brackets, with or without a
   * port.
   */
  private static boolean isHost(String text) {
    var parts = HOST.matcher(text);
    return parts.matches()
        && (parts.group(1) == null || Integer.parseInt(parts.group(1)) <= 65_535);
  }

  /**
   * The error in a path, whatever its spelling; null when there is none. The server cuts a path off
   * at a semicolon and passes on the rest, so rules for paths would see another path than the
   * resources do.
   *
   * @param path as it was sent, encoded, without its query
   */
  public static String pathViolation(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    if (HALF_ENCODED.matcher(lower).find()) {
      return "a % in the path must be followed by two hexadecimal digits";
    }
    if (DOT_SEGMENT.matcher(lower).find()) {
      return "a path has no parts that are one or two dots";
    }
    if (SEMICOLON.matcher(lower).find()) {
      return "a path has no semicolon here; parameters follow a question mark";
    }
    if (CONTROL.matcher(lower).find()) {
      return "a path has no control characters";
    }
    return lower.indexOf('\\') >= 0 || lower.contains("%5c")
        ? "a path has no backslashes; its parts are divided by /"
        : null;
  }
}
