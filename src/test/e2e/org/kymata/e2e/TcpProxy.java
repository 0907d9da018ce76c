package org.kymata.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.kymata.testing.Ports;

/** A proxy between two programs of this machine, which can be cut, and which counts bytes. */
final class TcpProxy implements AutoCloseable {

  private static final int BUFFER = 16 << 10;

  private final int port = Ports.free();
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong toTarget = new AtomicLong();
  private final AtomicLong fromTarget = new AtomicLong();
  private volatile ServerSocket listening;

  /** Creates a proxy to a port of this machine. */
  TcpProxy(int target) {
    this.target = target;
    reconnect();
  }

  /** The port of the proxy. */
  int port() {
    return port;
  }

  /** Number of bytes sent to the target port. */
  long bytesToTarget() {
    return toTarget.get();
  }

  /** Number of bytes received from there. */
  long bytesFromTarget() {
    return fromTarget.get();
  }

  /** Cuts all connections and accepts no new ones. */
  void disconnect() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
      sockets.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends {@link #disconnect}. */
  void reconnect() {
    try {
      ServerSocket opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      listening = opened;
      start(() -> accept(opened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket opened) {
    while (!opened.isClosed()) {
      Socket caller = null;
      try {
        caller = opened.accept();
        Socket called = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(caller);
        sockets.add(called);
        join(caller, called, toTarget);
        join(called, caller, fromTarget);
      } catch (IOException e) {
        // It was cut, or nothing listens at the target: the client notices.
        close(caller);
      }
    }
  }

  private void join(Socket from, Socket to, AtomicLong count) {
    start(
        () -> {
          byte[] bytes = new byte[BUFFER];
          try (from;
              to) {
            InputStream in = from.getInputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
              count.addAndGet(read);
              to.getOutputStream().write(bytes, 0, read);
            }
          } catch (IOException e) {
            // One end closed, so the other is closed too.
          } finally {
            sockets.remove(from);
            sockets.remove(to);
          }
        });
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    disconnect();
  }
}
