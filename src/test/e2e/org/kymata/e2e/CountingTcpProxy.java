package org.kymata.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A proxy between a browser and a hub: counts connections, and bytes in both directions. */
final class CountingTcpProxy implements AutoCloseable {

  private final int hub;
  private final ServerSocket serverSocket;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Set<Socket> recentlyOpened = ConcurrentHashMap.newKeySet();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  CountingTcpProxy(int hub) throws IOException {
    this.hub = hub;
    serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** The address for pages, with a slash at the end. */
  String address() {
    return "http://localhost:" + serverSocket.getLocalPort() + "/";
  }

  /** Number of connections so far. */
  long connections() {
    return connections.get();
  }

  /** Number of bytes so far; starts to count anew which connections are used. */
  long bytes() {
    recentlyOpened.clear();
    return bytes.get();
  }

  /** Number of connections used since the bytes were last read. */
  int inUse() {
    return recentlyOpened.size();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!serverSocket.isClosed()) {
      try {
        Socket page = serverSocket.accept();
        Socket there = new Socket("localhost", hub);
        open.add(page);
        open.add(there);
        connections.incrementAndGet();
        start(() -> pump(page, page, there));
        start(() -> pump(page, there, page));
      } catch (IOException e) {
        // The test is over, or the hub is down: the client notices.
      }
    }
  }

  private void pump(Socket connection, Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.addAndGet(n);
        recentlyOpened.add(connection);
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One end closed, so the other is closed too.
    }
  }

  @Override
  public void close() throws IOException {
    serverSocket.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
