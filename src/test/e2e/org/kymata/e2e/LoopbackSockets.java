package org.kymata.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Plain connections to a hub of this machine, from any of its loopback addresses. */
final class LoopbackSockets {

  /** The hub hangs when no byte arrives for this long. */
  private static final int PATIENCE_MILLIS = 120_000;

  private LoopbackSockets() {}

  /** Connects from an address such as 127.0.0.2. */
  static Socket connect(String from, int port) {
    Socket socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      close(socket);
      throw new UncheckedIOException("no connection from " + from + " to port " + port, e);
    }
  }

  /** Closes it without notice, by a reset. */
  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
