package org.kymata.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One client: an IPv4 address, or the first 64 bits of an IPv6 address, since a network gives out
 * that many (RFC 6177) and a host uses any address below them (RFC 8981).
 *
 * @param prefix the bits that identify it
 * @param isIpv6 its family
 */
public record ClientNetwork(long prefix, boolean isIpv6) {

  /** The client with this address. */
  public static ClientNetwork of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? new ClientNetwork(ByteBuffer.wrap(bytes).getLong(), true)
        : new ClientNetwork(ByteBuffer.wrap(bytes).getInt(), false);
  }

  /**
   * An IPv4 address unchanged; of an IPv6 address the first 64 bits, since one client has all
   * addresses below them (RFC 6177).
   *
   * @param address numeric; anything else is returned unchanged
   */
  public static String keyOf(String address) {
    // Java would look up a text with other letters as a name.
    if (address == null || !address.matches("[0-9A-Fa-f.:]+(%.*)?")) {
      return String.valueOf(address);
    }
    try {
      InetAddress parsed = InetAddress.getByName(address.replaceFirst("%.*", ""));
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), Long.BYTES)) + "/64"
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
