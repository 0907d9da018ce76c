package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.commands.CommandChannel;
import org.kymata.messages.LoggedMessage;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderRevoked;
import org.kymata.nodes.Transport;
import org.kymata.readings.ingest.IngestStats.Outcome;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.TcpNode;

class TcpNodeHandlerTest {

  @TempDir private Path directory;

  private TcpTransportFixture fixture;
  private EmbeddedChannel channel;

  @BeforeEach
  void open() {
    fixture = new TcpTransportFixture(directory);
    fixture.adopted.put("gps", NodesFixture.GREENHOUSE);
    channel = fixture.connect();
  }

  @AfterEach
  void close() {
    channel.close();
    fixture.close();
  }

  private List<LoggedMessage> frames() {
    return fixture.messageLog.view(NodesFixture.GREENHOUSE).messages();
  }

  @Test
  void readingsOfAnAdoptedSensorAreStored() {
    fixture.send(channel, "{\"sensor\":\"gps\",\"time\":1351824120}");
    fixture.send(channel, "{\"sensor\":\"gps\",\"time\":1351824121,\"speed\":3,\"fix\":true}");
    fixture.send(channel, "{\"state\":\"moving\"}");
    assertEquals(
        List.of("k3f9x2ma speed 3.0", "k3f9x2ma fix 1.0", "k3f9x2ma state moving"),
        fixture.values());
    assertEquals(1351824121000L, fixture.stored.get(0).timeMillis());
    assertNull(TcpTransportFixture.nextReply(channel));
    assertEquals(3, frames().size());
    assertTrue(
        fixture.stage.statusTracker.of(NodesFixture.GREENHOUSE).lastSeenMillis().isPresent());
  }

  @Test
  void firstBytesOfAnAgentDoNotPassTheHandlersBeforeUsTwice() {
    AtomicInteger reads = new AtomicInteger();
    channel
        .pipeline()
        .addFirst(
            // As TLS does, which could not read again what it has decrypted.
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                reads.incrementAndGet();
                context.fireChannelRead(message);
              }
            });
    channel.writeInbound(Unpooled.copiedBuffer("{\"type\":\"hello\"}\n", US_ASCII));
    assertEquals(1, reads.get());
    ByteBuf passedOn = channel.readInbound();
    assertEquals("{\"type\":\"hello\"}\n", passedOn.toString(US_ASCII));
    passedOn.release();
  }

  /** A browser's request to this port, with valid lines in its body. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: hub.lan:7000\r\nOrigin: http://evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\n",
        "PUT /x HTTP/1.0\r\n",
        "host: hub.lan:7000\r\n"
      })
  void httpIsNoMessageAndEndsTheConnection(String head) {
    fixture.sendRaw(channel, head);
    assertFalse(channel.isActive());
    assertEquals(List.of(), fixture.values());
  }

  @Test
  void addressThatIsTooLongForALineIsHttpAllTheSame() {
    fixture.sendRaw(channel, "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: hub.lan:7000\r\n");
    assertFalse(channel.isActive());
  }

  @Test
  void keyDecidesWhichNodeItIsUntilItIsChanged() {
    String key = fixture.keys.renew(NodesFixture.DOOR);
    EmbeddedChannel keyed = fixture.connect();
    fixture.send(keyed, "{\"sensor\":\"any\",\"key\":\"" + key + "\",\"speed\":1}");
    fixture.send(keyed, "{\"speed\":2}");
    assertEquals(List.of("m4ngr7qp speed 1.0", "m4ngr7qp speed 2.0"), fixture.values());
    assertEquals(List.of(), fixture.pendingNames);
    String shown = fixture.messageLog.view(NodesFixture.DOOR).messages().toString();
    assertFalse(shown.contains(key.substring(5)), shown);
    assertFalse(
        shown.contains(TcpNode.line("{\"sensor\":\"any\",\"key\":\"" + key).substring(32, 56)),
        shown);
    CommandChannel channelToNode = fixture.channels.get(NodesFixture.DOOR);
    assertTrue(channelToNode.send(TcpMessageEncoderTest.command("togglerele", "{}")));
    fixture.runPending(keyed);
    assertTrue(TcpTransportFixture.nextReply(keyed).contains("togglerele"));

    fixture.keys.renew(NodesFixture.DOOR);
    fixture.runPending(keyed);
    assertTrue(TcpTransportFixture.nextReply(keyed).contains("changed"));
    assertFalse(channelToNode.send(TcpMessageEncoderTest.command("togglerele", "{}")));
    assertNull(fixture.channels.get(NodesFixture.DOOR));
    fixture.send(keyed, "{\"sensor\":\"any\",\"key\":\"" + key + "\",\"speed\":3}");
    assertTrue(TcpTransportFixture.nextReply(keyed).contains("node.key.wrong"));
    assertEquals(2, fixture.values().size());
  }

  @Test
  void wrongKeyUnbindsTheSensor() {
    fixture.send(channel, "{\"sensor\":\"gps\",\"speed\":1}");
    fixture.send(channel, "{\"sensor\":\"gps\",\"key\":\"kymn_wrong\",\"speed\":2}");
    assertEquals(List.of("k3f9x2ma speed 1.0"), fixture.values());
    assertTrue(TcpTransportFixture.nextReply(channel).contains("node.key.wrong"));
    assertNull(fixture.channels.get(NodesFixture.GREENHOUSE));
    for (int i = 0; channel.isActive(); i++) {
      fixture.send(channel, "{\"sensor\":\"gps\",\"key\":\"kymn_" + i + "\"}");
      assertTrue(i < 20, "it may guess for ever");
    }
    assertEquals(1, fixture.values().size());
  }

  @Test
  void splitAndJoinedLinesAreStoredInOrderAlsoWhileTheSensorIsLookedUp() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String json = "{\"sensor\":\"gps\",\"n\":" + i + "}";
      all.append(Base64.getEncoder().encodeToString(json.getBytes())).append("\n");
    }
    int half = all.length() / 2 + 3;
    channel.writeInbound(io.netty.buffer.Unpooled.copiedBuffer(all.substring(0, half).getBytes()));
    assertFalse(channel.config().isAutoRead());
    assertEquals(List.of(), fixture.values());
    fixture.runPending(channel);
    assertTrue(channel.config().isAutoRead());
    fixture.sendRaw(channel, all.substring(half));
    assertEquals(20, fixture.values().size());
    for (int i = 0; i < 20; i++) {
      assertEquals("k3f9x2ma n " + (double) i, fixture.values().get(i));
    }
  }

  @Test
  void allLinesOfASensorThatClosesAtOnceAreStored() {
    String line = Base64.getEncoder().encodeToString("{\"sensor\":\"gps\",\"n\":1}".getBytes());
    byte[] twice = (line + "\n" + line + "\n").getBytes();
    channel.writeInbound(io.netty.buffer.Unpooled.copiedBuffer(twice));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertTrue(channel.isOpen());
    fixture.runPending(channel);
    assertEquals(List.of("k3f9x2ma n 1.0", "k3f9x2ma n 1.0"), fixture.values());
    assertFalse(channel.isOpen());
    assertEquals(0, fixture.sessions.connectionCount());
  }

  @Test
  void nothingOfAPendingNodeIsKeptUntilItIsAdoptedOnTheSameConnection() {
    fixture.send(channel, "{\"sensor\":\"stranger\",\"speed\":1}");
    fixture.send(channel, "{\"speed\":2}");
    assertEquals(List.of(), fixture.stored);
    assertEquals(
        List.of("stranger {\"sensor\":\"stranger\",\"speed\":1}", "stranger {\"speed\":2}"),
        fixture.pendingNames);
    assertNull(TcpTransportFixture.nextReply(channel));

    fixture.adopt(channel, "stranger", NodesFixture.DOOR);
    assertTrue(fixture.channels.containsKey(NodesFixture.DOOR));
    fixture.send(channel, "{\"speed\":3}");
    assertEquals(List.of("m4ngr7qp speed 3.0"), fixture.values());
  }

  @Test
  void oneConnectionMayCarrySeveralSensors() {
    fixture.adopted.put("door", NodesFixture.DOOR);
    fixture.send(channel, "{\"sensor\":\"gps\",\"speed\":1}");
    fixture.send(channel, "{\"sensor\":\"door\",\"open\":false}");
    fixture.send(channel, "{\"sensor\":\"gps\",\"speed\":2}");
    assertEquals(
        List.of("k3f9x2ma speed 1.0", "m4ngr7qp open 0.0", "k3f9x2ma speed 2.0"), fixture.values());
    for (int i = 0; i < ConnectionNodeSessions.MAX_SENSORS; i++) {
      fixture.send(channel, "{\"sensor\":\"more-" + i + "\"}");
    }
    assertEquals(ConnectionNodeSessions.MAX_SENSORS - 2, fixture.pendingNames.size());
    assertTrue(TcpTransportFixture.nextReply(channel).contains("at most 16 sensors"));
  }

  @Test
  void badLineIsAnsweredCountedAndLoggedAndTheNextOneIsStored() {
    fixture.send(channel, "{\"sensor\":\"gps\"}");
    fixture.sendRaw(channel, "not base64\n");
    assertEquals(
        "{\"type\":\"error\",\"msg\":\"the line is not base64; it must be base64 of"
            + " {\\\"sensor\\\":…,\\\"time\\\":…,…}\"}",
        TcpTransportFixture.nextReply(channel));
    fixture.send(channel, "{\"speed\":null,\"height\":2}");
    assertTrue(TcpTransportFixture.nextReply(channel).contains("speed must be a number"));
    fixture.sendRaw(channel, "x".repeat(5_000) + "\n");
    assertTrue(TcpTransportFixture.nextReply(channel).contains("at most 4096 bytes"));
    fixture.send(channel, "{\"speed\":3}");
    assertEquals(List.of("k3f9x2ma height 2.0", "k3f9x2ma speed 3.0"), fixture.values());
    assertEquals(2, fixture.ingestStats.malformed(Transport.TCP));
    assertEquals(1, fixture.ingestStats.ofTransport(Transport.TCP).count(Outcome.REFUSED));
    List<LoggedMessage> frames = frames();
    assertEquals(
        3, frames.stream().filter(frame -> frame.fromNode() && frame.error() != null).count());
    assertEquals(3, frames.stream().filter(frame -> !frame.fromNode()).count());
    assertTrue(channel.isActive());
  }

  @Test
  void floodOfBadLinesGetsOnlyAFewAnswers() {
    fixture.sendRaw(channel, "?\n".repeat(1_000));
    int answers = 0;
    while (TcpTransportFixture.nextReply(channel) != null) {
      answers++;
    }
    assertTrue(answers >= 10 && answers <= 30, "answers: " + answers);
    assertEquals(1_000, fixture.ingestStats.malformed(Transport.TCP));
    assertEquals(1_000 - answers, fixture.sessions.droppedReplyCount());
  }

  @Test
  void lineThatNeverEndsIsAnsweredAndTheConnectionClosed() {
    for (int i = 0; i < 40 && channel.isActive(); i++) {
      fixture.sendRaw(channel, "x".repeat(2_000));
    }
    assertFalse(channel.isActive());
    assertTrue(TcpTransportFixture.nextReply(channel).contains("at most 4096 bytes"));
  }

  @Test
  void whileIngestIsFullNothingIsReadAndNothingIsLost() {
    fixture.send(channel, "{\"sensor\":\"gps\"}");
    fixture.ingestIsFull = true;
    fixture.send(channel, "{\"n\":1}");
    assertFalse(channel.config().isAutoRead());
    fixture.send(channel, "{\"n\":2}");
    assertEquals(List.of(), fixture.values());
    fixture.ingestIsFull = false;
    channel.advanceTimeBy(60, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    assertEquals(List.of("k3f9x2ma n 1.0", "k3f9x2ma n 2.0"), fixture.values());
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void connectionWithTooManyUncommittedMessagesWaitsForTheirCommit() {
    fixture.send(channel, "{\"sensor\":\"gps\"}");
    fixture.commitsAtOnce = false;
    for (int i = 0; i < 300; i++) {
      fixture.send(channel, "{\"n\":" + i + "}");
    }
    assertEquals(BackpressuredSubmitter.MAX_UNCOMMITTED, fixture.stored.size());
    assertFalse(channel.config().isAutoRead());
    for (int i = 0; i < 128; i++) {
      fixture.uncommitted.remove().complete(null);
    }
    channel.runPendingTasks();
    assertEquals(300, fixture.stored.size());
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void failedStoreIsReportedToTheNode() {
    fixture.send(channel, "{\"sensor\":\"gps\"}");
    fixture.commitsAtOnce = false;
    fixture.send(channel, "{\"n\":1}");
    fixture
        .uncommitted
        .remove()
        .completeExceptionally(
            new org.kymata.errors.DomainException(
                org.kymata.errors.DomainException.Kind.UNAVAILABLE, "the store is away"));
    channel.runPendingTasks();
    assertEquals(
        "{\"type\":\"error\",\"msg\":\"the store is away\"}",
        TcpTransportFixture.nextReply(channel));
  }

  @Test
  void commandIsSentAsALineAndOneThatIsTooLongIsRejected() {
    fixture.send(channel, "{\"sensor\":\"gps\"}");
    CommandChannel channelToNode = fixture.channels.get(NodesFixture.GREENHOUSE);
    assertEquals(Transport.TCP, channelToNode.transport());
    assertTrue(channelToNode.confirmsByReading());
    assertTrue(channelToNode.send(TcpMessageEncoderTest.command("togglerele", "{}")));
    channel.runPendingTasks();
    assertEquals(
        "{\"type\":\"fromservertonode\",\"msg\":\"action\",\"action\":\"togglerele\"}",
        TcpTransportFixture.nextReply(channel));
    assertTrue(channelToNode.send(TcpMessageEncoderTest.command("x".repeat(100), "{}")));
    fixture.runPending(channel);
    assertNull(TcpTransportFixture.nextReply(channel));
    assertEquals(1, fixture.rejections.size());
    assertTrue(fixture.rejections.get(0).startsWith("c1 false a node on TCP takes at most 128"));
  }

  @Test
  void closedConnectionAcceptsNoCommandAndIsUnregistered() {
    fixture.send(channel, "{\"sensor\":\"gps\"}");
    CommandChannel channelToNode = fixture.channels.get(NodesFixture.GREENHOUSE);
    assertEquals(1, fixture.sessions.connectionCount());
    channel.close();
    fixture.runPending(channel);
    assertFalse(channelToNode.send(TcpMessageEncoderTest.command("togglerele", "{}")));
    assertTrue(fixture.channels.isEmpty());
    assertEquals(0, fixture.sessions.connectionCount());
  }

  @Test
  void connectionsOfDroppedSendersAndBlockedAddressesAreClosed() {
    fixture.send(channel, "{\"sensor\":\"gps\"}");
    fixture.sessions.onDropped(new SenderRevoked(new Sender(Transport.TCP, "embedded", "gps")));
    fixture.runPending(channel);
    assertFalse(channel.isActive());

    EmbeddedChannel other = fixture.connect();
    fixture.blocked.add("embedded");
    fixture.send(other, "{\"sensor\":\"gps\",\"n\":1}");
    assertFalse(other.isActive());
    assertFalse(fixture.connect().isActive());
    assertEquals(List.of(), fixture.values());
  }

  @Test
  void newBindingMovesTheSensorToItsNode() {
    fixture.send(channel, "{\"sensor\":\"gps\",\"n\":1}");
    fixture.adopt(channel, "gps", NodesFixture.DOOR);
    assertEquals(java.util.Set.of(NodesFixture.DOOR), fixture.channels.keySet());
    fixture.send(channel, "{\"n\":2}");
    assertEquals(List.of("k3f9x2ma n 1.0", "m4ngr7qp n 2.0"), fixture.values());
  }
}
