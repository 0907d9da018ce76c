package org.kymata.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where the other end of a connection is. */
public final class RemoteAddress {

  private RemoteAddress() {}

  /** Its address without port and zone. */
  public static String hostOf(SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress().replaceFirst("%.*", "")
        : String.valueOf(remote);
  }
}
