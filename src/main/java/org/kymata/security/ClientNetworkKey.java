package org.kymata.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one client in the throttle. */
final class ClientNetworkKey {

  private static final int IPV6_PREFIX_BYTES = 8;

  private ClientNetworkKey() {}

  /**
   * An IPv4 address unchanged; of an IPv6 address the first 64 bits, since one client has all
   * addresses below them (RFC 6177).
   *
   * @param address numeric; anything else is returned unchanged
   */
  static String of(String address) {
    // Java would look up a text with other letters as a name.
    if (address == null || !address.matches("[0-9A-Fa-f.:]+(%.*)?")) {
      return String.valueOf(address);
    }
    try {
      InetAddress parsed = InetAddress.getByName(address.replaceFirst("%.*", ""));
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_PREFIX_BYTES)) + "/64"
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
