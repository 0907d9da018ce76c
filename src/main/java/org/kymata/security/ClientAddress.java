package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.kymata.net.AddressRanges;

/**
 * Where a request comes from, and how, seen through trusted reverse proxies. Each proxy adds the
 * address that it sees at the right end of {@code X-Forwarded-For}; what stands before the first
 * address that is no trusted proxy's is the client's own word and proves nothing. {@code Forwarded}
 * (RFC 7239) is not read.
 */
public final class ClientAddress {

  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";

  private ClientAddress() {}

  /** The address of the client, of a request that went through the access filter. */
  public static String of(HttpServletRequest request) {
    return request.getRemoteAddr();
  }

  /**
   * The request as the client made it: {@code getRemoteAddr}, {@code isSecure} and {@code
   * getScheme} are those of its own connection.
   *
   * @param request as it came from the server
   * @param trusted the proxies whose word counts
   */
  static HttpServletRequest behindProxies(HttpServletRequest request, AddressRanges trusted) {
    boolean told = request.getHeader(FOR) != null || request.getHeader(PROTO) != null;
    String peer = request.getRemoteAddr();
    if (!told || !isTrusted(peer, trusted)) {
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

  /** Walks from the right past trusted proxies. */
  private static String client(List<String> lines, String peer, AddressRanges trusted) {
    String client = peer;
    String[] values = String.join(",", lines).split(",", -1);
    for (int i = values.length - 1; i >= 0; i--) {
      String value = withoutPort(values[i].strip());
      if (AddressRanges.parseAddress(value).isEmpty()) {
        // Such as "unknown": the proxy before it is the last that is known.
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
    boolean one = colon >= 0 && colon == value.lastIndexOf(':');
    return one ? value.substring(0, colon) : value;
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
