package org.kymata.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

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
}
