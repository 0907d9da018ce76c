package org.kymata.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The address of the other end of a connection. */
public final class RemoteAddress {

  private RemoteAddress() {}

  /** The address without port and zone. */
  public static String hostOf(SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress().replaceFirst("%.*", "")
        : String.valueOf(remote);
  }
}
