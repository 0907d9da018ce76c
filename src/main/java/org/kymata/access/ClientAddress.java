package org.kymata.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a request comes from, and how, seen through a reverse proxy on the same machine. */
public final class ClientAddress {

  private ClientAddress() {}

  /** The address of the client: what a proxy on this machine says it is, else the peer's. */
  public static String of(HttpServletRequest request) {
    String forwarded = request.getHeader("X-Forwarded-For");
    if (forwarded == null || !isLoopback(request.getRemoteAddr())) {
      return request.getRemoteAddr();
    }
    // The last one is the proxy's own word; those before it are the client's and prove nothing.
    return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
  }

  /** Whether the client's own connection is encrypted. */
  static boolean isSecure(HttpServletRequest request) {
    return request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
  }

  private static boolean isLoopback(String address) {
    try {
      // Numeric addresses only, so nothing is looked up.
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
