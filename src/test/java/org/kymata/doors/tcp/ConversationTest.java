package org.kymata.doors.tcp;

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
import org.kymata.nodes.Door;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderDropped;
import org.kymata.readings.ingest.IngestStats.Outcome;
import org.kymata.testing.Stage;
import org.kymata.testing.TcpNode;

class ConversationTest {

  @TempDir private Path directory;

  private Doorstep door;
  private EmbeddedChannel channel;

  @BeforeEach
  void open() {
    door = new Doorstep(directory);
    door.adopted.put("gps", Stage.GREENHOUSE);
    channel = door.connect();
  }

  @AfterEach
  void close() {
    channel.close();
    door.close();
  }

  private List<LoggedMessage> frames() {
    return door.xray.view(Stage.GREENHOUSE).messages();
  }

  @Test
  void readingsOfAnAdoptedSensorAreStored() {
    door.send(channel, "{\"sensor\":\"gps\",\"time\":1351824120}");
    door.send(channel, "{\"sensor\":\"gps\",\"time\":1351824121,\"speed\":3,\"fix\":true}");
    door.send(channel, "{\"state\":\"moving\"}");
    assertEquals(
        List.of("k3f9x2ma speed 3.0", "k3f9x2ma fix 1.0", "k3f9x2ma state moving"), door.values());
    assertEquals(1351824121000L, door.stored.get(0).timeMillis());
    assertNull(Doorstep.heard(channel));
    assertEquals(3, frames().size());
    assertTrue(door.stage.presence.of(Stage.GREENHOUSE).lastSeenMillis().isPresent());
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

  /** A browser's request to this port, with lines of ours in its body. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: hub.lan:7000\r\nOrigin: http://evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\n",
        "PUT /x HTTP/1.0\r\n",
        "host: hub.lan:7000\r\n"
      })
  void httpIsNoMessageAndEndsTheConnection(String head) {
    door.sendRaw(channel, head);
    assertFalse(channel.isActive());
    assertEquals(List.of(), door.values());
  }

  @Test
  void addressThatIsTooLongForALineIsHttpAllTheSame() {
    door.sendRaw(channel, "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: hub.lan:7000\r\n");
    assertFalse(channel.isActive());
  }

  @Test
  void keyDecidesWhichNodeItIsUntilItIsChanged() {
    String key = door.keys.renew(Stage.DOOR);
    EmbeddedChannel keyed = door.connect();
    door.send(keyed, "{\"sensor\":\"any\",\"key\":\"" + key + "\",\"speed\":1}");
    door.send(keyed, "{\"speed\":2}");
    assertEquals(List.of("m4ngr7qp speed 1.0", "m4ngr7qp speed 2.0"), door.values());
    assertEquals(List.of(), door.knocks);
    String shown = door.xray.view(Stage.DOOR).messages().toString();
    assertFalse(shown.contains(key.substring(5)), shown);
    assertFalse(
        shown.contains(TcpNode.line("{\"sensor\":\"any\",\"key\":\"" + key).substring(32, 56)),
        shown);
    CommandChannel way = door.ways.get(Stage.DOOR);
    assertTrue(way.send(OutgoingTest.command("togglerele", "{}")));
    door.settle(keyed);
    assertTrue(Doorstep.heard(keyed).contains("togglerele"));

    door.keys.renew(Stage.DOOR);
    door.settle(keyed);
    assertTrue(Doorstep.heard(keyed).contains("changed"));
    assertFalse(way.send(OutgoingTest.command("togglerele", "{}")));
    assertNull(door.ways.get(Stage.DOOR));
    door.send(keyed, "{\"sensor\":\"any\",\"key\":\"" + key + "\",\"speed\":3}");
    assertTrue(Doorstep.heard(keyed).contains("node.key.wrong"));
    assertEquals(2, door.values().size());
  }

  @Test
  void wrongKeyIsNoNodeAndTakesAwayWhatTheSensorWas() {
    door.send(channel, "{\"sensor\":\"gps\",\"speed\":1}");
    door.send(channel, "{\"sensor\":\"gps\",\"key\":\"kymn_wrong\",\"speed\":2}");
    assertEquals(List.of("k3f9x2ma speed 1.0"), door.values());
    assertTrue(Doorstep.heard(channel).contains("node.key.wrong"));
    assertNull(door.ways.get(Stage.GREENHOUSE));
    for (int i = 0; channel.isActive(); i++) {
      door.send(channel, "{\"sensor\":\"gps\",\"key\":\"kymn_" + i + "\"}");
      assertTrue(i < 20, "it may guess for ever");
    }
    assertEquals(1, door.values().size());
  }

  @Test
  void splitAndGluedLinesAreTakenInOrderAlsoWhileTheSensorIsLookedUp() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String json = "{\"sensor\":\"gps\",\"n\":" + i + "}";
      all.append(Base64.getEncoder().encodeToString(json.getBytes())).append("\n");
    }
    int half = all.length() / 2 + 3;
    channel.writeInbound(io.netty.buffer.Unpooled.copiedBuffer(all.substring(0, half).getBytes()));
    assertFalse(channel.config().isAutoRead());
    assertEquals(List.of(), door.values());
    door.settle(channel);
    assertTrue(channel.config().isAutoRead());
    door.sendRaw(channel, all.substring(half));
    assertEquals(20, door.values().size());
    for (int i = 0; i < 20; i++) {
      assertEquals("k3f9x2ma n " + (double) i, door.values().get(i));
    }
  }

  @Test
  void sensorThatHangsUpAtOnceIsTakenToItsLastLine() {
    String line = Base64.getEncoder().encodeToString("{\"sensor\":\"gps\",\"n\":1}".getBytes());
    byte[] twice = (line + "\n" + line + "\n").getBytes();
    channel.writeInbound(io.netty.buffer.Unpooled.copiedBuffer(twice));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertTrue(channel.isOpen());
    door.settle(channel);
    assertEquals(List.of("k3f9x2ma n 1.0", "k3f9x2ma n 1.0"), door.values());
    assertFalse(channel.isOpen());
    assertEquals(0, door.guests.connectionCount());
  }

  @Test
  void ofAStrangerNothingIsKeptUntilItIsAdoptedOnTheSameConnection() {
    door.send(channel, "{\"sensor\":\"stranger\",\"speed\":1}");
    door.send(channel, "{\"speed\":2}");
    assertEquals(List.of(), door.stored);
    assertEquals(
        List.of("stranger {\"sensor\":\"stranger\",\"speed\":1}", "stranger {\"speed\":2}"),
        door.knocks);
    assertNull(Doorstep.heard(channel));

    door.adopt(channel, "stranger", Stage.DOOR);
    assertTrue(door.ways.containsKey(Stage.DOOR));
    door.send(channel, "{\"speed\":3}");
    assertEquals(List.of("m4ngr7qp speed 3.0"), door.values());
  }

  @Test
  void oneConnectionMaySpeakForSeveralSensors() {
    door.adopted.put("door", Stage.DOOR);
    door.send(channel, "{\"sensor\":\"gps\",\"speed\":1}");
    door.send(channel, "{\"sensor\":\"door\",\"open\":false}");
    door.send(channel, "{\"sensor\":\"gps\",\"speed\":2}");
    assertEquals(
        List.of("k3f9x2ma speed 1.0", "m4ngr7qp open 0.0", "k3f9x2ma speed 2.0"), door.values());
    for (int i = 0; i < ConnectionSensors.MAX_SENSORS; i++) {
      door.send(channel, "{\"sensor\":\"more-" + i + "\"}");
    }
    assertEquals(ConnectionSensors.MAX_SENSORS - 2, door.knocks.size());
    assertTrue(Doorstep.heard(channel).contains("at most 16 sensors"));
  }

  @Test
  void badLineIsAnsweredCountedAndShownAndTheNextOneIsTaken() {
    door.send(channel, "{\"sensor\":\"gps\"}");
    door.sendRaw(channel, "not base64\n");
    assertEquals(
        "{\"type\":\"error\",\"msg\":\"the line is not base64; it must be base64 of"
            + " {\\\"sensor\\\":…,\\\"time\\\":…,…}\"}",
        Doorstep.heard(channel));
    door.send(channel, "{\"speed\":null,\"height\":2}");
    assertTrue(Doorstep.heard(channel).contains("speed must be a number"));
    door.sendRaw(channel, "x".repeat(5_000) + "\n");
    assertTrue(Doorstep.heard(channel).contains("at most 4096 bytes"));
    door.send(channel, "{\"speed\":3}");
    assertEquals(List.of("k3f9x2ma height 2.0", "k3f9x2ma speed 3.0"), door.values());
    assertEquals(2, door.traffic.malformed(Door.TCP));
    assertEquals(1, door.traffic.ofTransport(Door.TCP).count(Outcome.REFUSED));
    List<LoggedMessage> frames = frames();
    assertEquals(
        3, frames.stream().filter(frame -> frame.fromNode() && frame.error() != null).count());
    assertEquals(3, frames.stream().filter(frame -> !frame.fromNode()).count());
    assertTrue(channel.isActive());
  }

  @Test
  void floodOfBadLinesGetsOnlyAFewAnswers() {
    door.sendRaw(channel, "?\n".repeat(1_000));
    int answers = 0;
    while (Doorstep.heard(channel) != null) {
      answers++;
    }
    assertTrue(answers >= 10 && answers <= 30, "answers: " + answers);
    assertEquals(1_000, door.traffic.malformed(Door.TCP));
    assertEquals(1_000 - answers, door.guests.unsentCount());
  }

  @Test
  void lineThatNeverEndsIsAnsweredAndTheConnectionClosed() {
    for (int i = 0; i < 40 && channel.isActive(); i++) {
      door.sendRaw(channel, "x".repeat(2_000));
    }
    assertFalse(channel.isActive());
    assertTrue(Doorstep.heard(channel).contains("at most 4096 bytes"));
  }

  @Test
  void whileTheIntakeIsFullNothingIsReadAndNothingIsLost() {
    door.send(channel, "{\"sensor\":\"gps\"}");
    door.intakeIsFull = true;
    door.send(channel, "{\"n\":1}");
    assertFalse(channel.config().isAutoRead());
    door.send(channel, "{\"n\":2}");
    assertEquals(List.of(), door.values());
    door.intakeIsFull = false;
    channel.advanceTimeBy(60, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    assertEquals(List.of("k3f9x2ma n 1.0", "k3f9x2ma n 2.0"), door.values());
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void connectionWithTooManyUncommittedMessagesWaitsForTheirCommit() {
    door.send(channel, "{\"sensor\":\"gps\"}");
    door.commitsAtOnce = false;
    for (int i = 0; i < 300; i++) {
      door.send(channel, "{\"n\":" + i + "}");
    }
    assertEquals(Storing.MAX_UNCOMMITTED, door.stored.size());
    assertFalse(channel.config().isAutoRead());
    for (int i = 0; i < 128; i++) {
      door.uncommitted.remove().complete(null);
    }
    channel.runPendingTasks();
    assertEquals(300, door.stored.size());
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void whatTheStoreCouldNotTakeIsToldToTheNode() {
    door.send(channel, "{\"sensor\":\"gps\"}");
    door.commitsAtOnce = false;
    door.send(channel, "{\"n\":1}");
    door.uncommitted
        .remove()
        .completeExceptionally(
            new org.kymata.platform.DomainException(
                org.kymata.platform.DomainException.Kind.UNAVAILABLE, "the store is away"));
    channel.runPendingTasks();
    assertEquals("{\"type\":\"error\",\"msg\":\"the store is away\"}", Doorstep.heard(channel));
  }

  @Test
  void commandGoesOutAsALineAndOneThatIsTooLongIsRefused() {
    door.send(channel, "{\"sensor\":\"gps\"}");
    CommandChannel way = door.ways.get(Stage.GREENHOUSE);
    assertEquals(Door.TCP, way.transport());
    assertTrue(way.confirmsByReading());
    assertTrue(way.send(OutgoingTest.command("togglerele", "{}")));
    channel.runPendingTasks();
    assertEquals(
        "{\"type\":\"fromservertonode\",\"msg\":\"action\",\"action\":\"togglerele\"}",
        Doorstep.heard(channel));
    assertTrue(way.send(OutgoingTest.command("x".repeat(100), "{}")));
    door.settle(channel);
    assertNull(Doorstep.heard(channel));
    assertEquals(1, door.refusals.size());
    assertTrue(
        door.refusals.get(0).startsWith("c1 false a node at the TCP door takes at most 128"));
  }

  @Test
  void closedConnectionTakesNoCommandAndIsForgotten() {
    door.send(channel, "{\"sensor\":\"gps\"}");
    CommandChannel way = door.ways.get(Stage.GREENHOUSE);
    assertEquals(1, door.guests.connectionCount());
    channel.close();
    door.settle(channel);
    assertFalse(way.send(OutgoingTest.command("togglerele", "{}")));
    assertTrue(door.ways.isEmpty());
    assertEquals(0, door.guests.connectionCount());
  }

  @Test
  void droppedSenderAndBlockedAddressAreShownTheDoor() {
    door.send(channel, "{\"sensor\":\"gps\"}");
    door.guests.dropped(new SenderDropped(new Sender(Door.TCP, "embedded", "gps")));
    door.settle(channel);
    assertFalse(channel.isActive());

    EmbeddedChannel other = door.connect();
    door.blocked.add("embedded");
    door.send(other, "{\"sensor\":\"gps\",\"n\":1}");
    assertFalse(other.isActive());
    assertFalse(door.connect().isActive());
    assertEquals(List.of(), door.values());
  }

  @Test
  void newBindingMovesTheSensorToItsNode() {
    door.send(channel, "{\"sensor\":\"gps\",\"n\":1}");
    door.adopt(channel, "gps", Stage.DOOR);
    assertEquals(java.util.Set.of(Stage.DOOR), door.ways.keySet());
    door.send(channel, "{\"n\":2}");
    assertEquals(List.of("k3f9x2ma n 1.0", "m4ngr7qp n 2.0"), door.values());
  }
}
