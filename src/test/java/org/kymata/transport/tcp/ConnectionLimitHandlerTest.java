package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kymata.connections.ConnectionLimits;

class ConnectionLimitHandlerTest {

  private static final int KB = 1 << 10;

  private final ConnectionLimits limits = ConnectionLimits.of(256 * KB, 1_000);
  private final List<EmbeddedChannel> open = new ArrayList<>();

  private EmbeddedChannel connect() {
    EmbeddedChannel channel =
        new EmbeddedChannel(new ConnectionLimitHandler(limits, new ChannelInboundHandlerAdapter()));
    open.add(channel);
    return channel;
  }

  private static void send(EmbeddedChannel channel, String text) {
    // Closed to make room for others, or not accepted at all.
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    }
  }

  private long openCount() {
    open.forEach(EmbeddedChannel::runPendingTasks);
    return open.stream().filter(EmbeddedChannel::isOpen).count();
  }

  @Test
  void halfLinesOfAllConnectionsAreCountedAgainstOneBudget() {
    for (int i = 0; i < 200; i++) {
      EmbeddedChannel channel = connect();
      send(channel, "x".repeat(4 * KB));
    }
    // 42 connections of 6 KB fit, and nine tenths of them remain after room was made.
    assertTrue(openCount() >= 37 && openCount() <= 48, openCount() + " are open");
  }

  @Test
  void completeLinesCostNothingOnceTheyAreRead() {
    for (int i = 0; i < 100; i++) {
      EmbeddedChannel channel = connect();
      send(channel, "x".repeat(4 * KB) + "\n");
    }
    assertEquals(100, openCount());
  }

  @Test
  void unfinishedLineIsAnsweredWithWhyItsConnectionIsClosed() {
    EmbeddedChannel first = connect();
    send(first, "x".repeat(60 * KB));
    for (int i = 0; i < 50; i++) {
      send(connect(), "x".repeat(4 * KB));
    }
    openCount();
    assertFalse(first.isOpen());
    assertTrue(first.outboundMessages().size() == 1, "a word before the end");
  }

  @Test
  void closedConnectionsMakeRoom() {
    for (int i = 0; i < 1_000; i++) {
      EmbeddedChannel channel = connect();
      assertTrue(channel.isOpen());
      send(channel, "half a line");
      channel.close();
    }
  }
}
