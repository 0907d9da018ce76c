package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.kymata.net.AddressRanges;

/**
 * The client's address and scheme, seen through trusted reverse proxies. Each proxy appends the
 * address of its client to {@code X-Forwarded-For}; what stands before the first address that is
 * not a trusted proxy's comes from the client and proves nothing. {@code Forwarded} (RFC 7239) is
 * not read.
 */
public final class ClientAddress {

  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";

  private ClientAddress() {}

  /** The client's address; for requests that passed the access filter. */
  public static String of(HttpServletRequest request) {
    return request.getRemoteAddr();
  }

  /**
   * Wraps a request so that {@code getRemoteAddr}, {@code isSecure} and {@code getScheme} describe
   * the client's own connection.
   *
   * @param request as it came from the server
   * @param trusted the proxies whose headers count
   */
  static HttpServletRequest behindProxies(HttpServletRequest request, AddressRanges trusted) {
    boolean hasForwardedHeaders =
        request.getHeader(FOR) != null || request.getHeader(PROTO) != null;
    String peer = request.getRemoteAddr();
    if (!hasForwardedHeaders || !isTrusted(peer, trusted)) {
      return request;
    }
    String address = client(lines(request, FOR), peer, trusted);
    List<String> schemes = lines(request, PROTO);
    boolean secure =
        schemes.isEmpty() ? request.isSecure() : "https".equalsIgnoreCase(last(schemes));
    return new ForwardedRequest(request, address, secure);
  }

  private static List<String> lines(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  private static String last(List<String> lines) {
    String line = lines.get(lines.size() - 1);
    return line.substring(line.lastIndexOf(',') + 1).strip();
  }

  /** Walks from the right past the trusted proxies. */
  private static String client(List<String> lines, String peer, AddressRanges trusted) {
    String client = peer;
    String[] values = String.join(",", lines).split(",", -1);
    for (int i = values.length - 1; i >= 0; i--) {
      String value = withoutPort(values[i].strip());
      if (AddressRanges.parseAddress(value).isEmpty()) {
        // Such as "unknown": the proxy before it is the last known address.
        return client;
      }
      client = value;
      if (!isTrusted(value, trusted)) {
        return client;
      }
    }
    return client;
  }

  /** Some proxies add the port: {@code 192.0.2.7:4711}, {@code [2001:db8::7]:4711}. */
  private static String withoutPort(String value) {
    if (value.startsWith("[")) {
      int end = value.indexOf(']');
      return end < 0 ? "" : value.substring(1, end);
    }
    int colon = value.indexOf(':');
    boolean hasPort = colon >= 0 && colon == value.lastIndexOf(':');
    return hasPort ? value.substring(0, colon) : value;
  }

  private static boolean isTrusted(String address, AddressRanges trusted) {
    Optional<InetAddress> literal = AddressRanges.parseAddress(address);
    return literal.isPresent() && trusted.contains(literal.get());
  }

  private static final class ForwardedRequest extends HttpServletRequestWrapper {
    private final String address;
    private final boolean secure;

    ForwardedRequest(HttpServletRequest request, String address, boolean secure) {
      super(request);
      this.address = address;
      this.secure = secure;
    }

    @Override
    public String getRemoteAddr() {
      return address;
    }

    @Override
    public String getRemoteHost() {
      return address;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getScheme() {
      return secure ? "https" : "http";
    }
  }
}
