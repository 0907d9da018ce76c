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

/** A piece of cable between two programs of this machine, which can be cut, and which counts. */
final class TcpProxy implements AutoCloseable {

  private static final int BUFFER = 16 << 10;

  private final int port = Ports.free();
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong toTarget = new AtomicLong();
  private final AtomicLong fromTarget = new AtomicLong();
  private volatile ServerSocket listening;

  /** Leads to a port of this machine. */
  TcpProxy(int target) {
    this.target = target;
    reconnect();
  }

  /** Where it begins. */
  int port() {
    return port;
  }

  /** How many bytes went to the port that it leads to. */
  long bytesToTarget() {
    return toTarget.get();
  }

  /** How many bytes came from there. */
  long bytesFromTarget() {
    return fromTarget.get();
  }

  /** Nothing goes through any more, and nobody gets in. */
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

  /** The end of {@link #disconnect}. */
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
        // It was cut, or nobody listens where it leads to: the caller finds out.
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
            // One end is gone, and with it the other.
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
