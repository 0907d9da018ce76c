package org.kymata.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What counts as one client: an IPv4 address, or the first 64 bits of an IPv6 one, since a network
 * hands out that many (RFC 6177) and a host takes any address of them (RFC 8981).
 *
 * @param prefix the bits that tell it from others
 * @param isIpv6 of which family it is
 */
public record ClientNetwork(long prefix, boolean isIpv6) {

  /** The client at an address. */
  public static ClientNetwork of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? new ClientNetwork(ByteBuffer.wrap(bytes).getLong(), true)
        : new ClientNetwork(ByteBuffer.wrap(bytes).getInt(), false);
  }
}
