package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kymata.testing.TcpNode;

class TcpServerTest {

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger bytes = new AtomicInteger();

  private final ThreadFactory factory =
      work -> {
        Thread thread = new Thread(work, "test-tcp");
        threads.add(thread);
        return thread;
      };

  private final class CountingHandler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      open.incrementAndGet();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      bytes.addAndGet(((ByteBuf) message).readableBytes());
      ((ByteBuf) message).release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      open.decrementAndGet();
    }
  }

  private TcpServer open(int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return TcpServer.open(address, factory, CountingHandler::new, channel -> Optional.empty());
  }

  @Test
  void afterItsEndThePortIsFreeItsConnectionsAreClosedAndNoThreadIsLeft() throws IOException {
    int port;
    List<TcpNode> nodes = new ArrayList<>();
    try (TcpServer server = open(0)) {
      port = server.port();
      for (int i = 0; i < 100; i++) {
        nodes.add(new TcpNode(port));
        nodes.get(i).sendRaw("half a line".getBytes(UTF_8));
      }
      await().until(() -> open.get() == 100 && bytes.get() == 1_100);
    }
    assertEquals(0, open.get());
    for (TcpNode node : nodes) {
      assertTrue(node.awaitClose());
      node.close();
    }
    assertTrue(threads.stream().noneMatch(Thread::isAlive));
    open(port).close();
  }

  @Test
  void portInUseIsNamedAndLeavesNoThread() throws IOException {
    try (TcpServer server = open(0)) {
      int before = threads.size();
      IOException taken = assertThrows(IOException.class, () -> open(server.port()));
      assertTrue(taken.getMessage().contains("port " + server.port()), taken.getMessage());
      assertTrue(threads.stream().skip(before).noneMatch(Thread::isAlive));
    }
  }
}
