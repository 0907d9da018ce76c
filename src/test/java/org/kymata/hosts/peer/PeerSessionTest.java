package org.kymata.hosts.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.HostConnection;
import org.kymata.hosts.agent.AgentChannel;
import org.kymata.hosts.agent.AgentFixture;
import org.kymata.hosts.agent.AgentMessage;
import org.kymata.hosts.agent.ConnectionOrigin;
import org.kymata.hosts.agent.SampleSubmitter;
import org.kymata.messages.LoggedMessage;
import org.kymata.nodes.Node;

class PeerSessionTest {

  private static final String WELCOME =
      """
      {"v":1,"type":"welcome","payload":{"time":1,"version":"0.1.0",\
      "self":{"id":"h0st0001","name":"this-machine","host":"pi-1"}}}""";
  private static final HostAddress ADDRESS = HostAddress.parse("http://192.168.1.30:8080");

  @TempDir private Path directory;
  private final List<ConnectFailure> ends = new ArrayList<>();
  private AgentFixture hub;
  private Node node;

  @BeforeEach
  void open() {
    hub = new AgentFixture(directory);
    node = hub.stage.nodes.createHost("other");
    hub.hosts.add(node.id(), ADDRESS, "kymk_secret");
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private Host host() {
    return hub.hosts.require("other");
  }

  private List<LoggedMessage> frames() {
    return hub.messages.view(node.id()).messages();
  }

  /** A connection whose WebSocket handshake is done. */
  private EmbeddedChannel connect() {
    ConnectionOrigin origin =
        new ConnectionOrigin() {
          @Override
          public HubCredentials hubCredentials() {
            return new HubCredentials("kymk_secret");
          }

          @Override
          public void onHello(AgentChannel speaker, AgentMessage.Hello hello) {
            speaker.admit(node.id(), false);
          }

          @Override
          public void onEnded(ConnectFailure why) {
            ends.add(why);
          }
        };
    EmbeddedChannel channel = new EmbeddedChannel(new PeerSession(hub.context, origin, ADDRESS));
    channel.freezeTime();
    return channel;
  }

  private EmbeddedChannel welcomed() {
    EmbeddedChannel peer = connect();
    sendText(peer, WELCOME);
    assertEquals(
        "{\"v\":1,\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[{\"node\":\"h0st0001\"}],\"facts\":true}}",
        readText(peer));
    return peer;
  }

  private void sendText(EmbeddedChannel peer, String frame) {
    send(peer, new TextWebSocketFrame(frame));
  }

  private void send(EmbeddedChannel peer, WebSocketFrame frame) {
    peer.writeInbound(frame);
    hub.runPending(peer);
  }

  private static String readText(EmbeddedChannel peer) {
    TextWebSocketFrame frame = peer.readOutbound();
    return frame == null ? null : frame.text();
  }

  private static String readings(String... series) {
    return "{\"v\":1,\"type\":\"readings\",\"payload\":{\"sent\":1,\"cursor\":1,\"series\":[%s]}}"
        .formatted(String.join(",", series));
  }

  private static String series(String node, String metric, long time, String value) {
    return "{\"node\":\"%s\",\"metric\":\"%s\",\"points\":[[%d,%s]]}"
        .formatted(node, metric, time, value);
  }

  private static String of(String metric, long time, String value) {
    return series("h0st0001", metric, time, value);
  }

  // Malformed input first.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rubbish                                                   | no JSON object",
        "{\"v\":1,\"type\":\"pong\",\"payload\":{}}                | no Kymata",
        "{\"v\":1,\"type\":\"welcome\",\"payload\":{}}             | self is missing",
        "{\"v\":1,\"type\":\"readings\",\"payload\":{\"series\":[]}} | no Kymata",
        "{\"type\":\"error\",\"payload\":{\"status\":403,\"detail\":\"no\"}} | error: \"no\""
      })
  void wrongFirstFrameCloses(String frame, String why) {
    EmbeddedChannel peer = connect();
    sendText(peer, frame);
    assertFalse(peer.isActive());
    assertEquals(Code.WRONG_PROTOCOL, ends.get(0).code());
    assertTrue(ends.get(0).getMessage().contains(why), ends.get(0).getMessage());
    assertEquals(1, ends.size());
  }

  @Test
  void binaryFrameIsOfNoKymata() {
    EmbeddedChannel peer = connect();
    send(peer, new BinaryWebSocketFrame(Unpooled.copyLong(1)));
    assertEquals(Code.WRONG_PROTOCOL, ends.get(0).code());
  }

  @ParameterizedTest
  @CsvSource({
    "1008, the API key was removed, WRONG_KEY",
    "1008, signed out, WRONG_KEY",
    "1001, the hub is stopping, UNREACHABLE",
    "1013, too many pages are open, TIMEOUT",
    "1011, something, TIMEOUT"
  })
  void closeSaysWhy(int status, String reason, Code code) {
    EmbeddedChannel peer = welcomed();
    send(peer, new CloseWebSocketFrame(status, reason));
    assertFalse(peer.isActive());
    assertEquals(code, ends.get(0).code());
    assertTrue(ends.get(0).getMessage().contains(reason));
    assertEquals(Host.State.WAITING, host().state());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish",
        "[]",
        "{\"v\":1,\"type\":\"reboot\",\"payload\":{}}",
        "{\"v\":1,\"type\":\"readings\",\"payload\":{}}",
        "{\"v\":1,\"type\":\"vitals\",\"payload\":{\"node\":\"other\"}}"
      })
  void frameThatIsNoneIsCountedAndShownAndTheConnectionStays(String frame) {
    EmbeddedChannel peer = welcomed();
    sendText(peer, frame);
    assertEquals(1, host().refused());
    assertTrue(frames().stream().anyMatch(each -> each.fromNode() && each.error() != null));
    assertTrue(peer.isActive());
    assertEquals(List.of(), hub.stored);
  }

  @Test
  void secondWelcomeIsRejected() {
    EmbeddedChannel peer = welcomed();
    sendText(peer, WELCOME);
    assertEquals(1, host().refused());
  }

  @Test
  void readingsOfOtherNodesAreNeverStored() {
    EmbeddedChannel peer = welcomed();
    long t = hub.nowMillis;
    sendText(
        peer,
        readings(
            of("cpu", t, "1"),
            of("uptime", t, "9"),
            series("k3f9x2ma", "temperature", t, "5"),
            series("*", "memory", t, "5"),
            series(node.id().value(), "memory", t, "5")));
    assertEquals(Map.of("cpu", 1.0, "uptime", 9.0), hub.storedAt(t));
    assertTrue(hub.stored.stream().allMatch(each -> each.series().node().equals(node.id())));
    assertEquals(3, host().refused());
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, -1",
    "cpu, 101",
    "cpu/core10000, 1",
    "luck, 1",
    "temperature, 21",
    "net/eth0/in, 1e300"
  })
  void whatNoHostHasIsLeftOutAndCounted(String metric, String value) {
    EmbeddedChannel peer = welcomed();
    sendText(peer, readings(of(metric, hub.nowMillis, value), of("uptime", hub.nowMillis, "9")));
    assertEquals(Map.of("uptime", 9.0), hub.storedAt(hub.nowMillis));
    assertEquals(1, host().refused());
  }

  @Test
  void sixtyFifthInterfaceIsLeftOut() {
    EmbeddedChannel peer = welcomed();
    long t = hub.nowMillis;
    String all =
        java.util.stream.IntStream.range(0, 65)
            .mapToObj(i -> of("net/eth" + i + "/in", t, "1"))
            .collect(Collectors.joining(","));
    sendText(peer, readings(all, of("uptime", t, "9")));
    assertEquals(65, hub.storedAt(t).size());
    assertEquals(1, host().refused());
  }

  @Test
  void readingStoredByHandIsNoSampleAndOneSampleIsStoredOnce() {
    EmbeddedChannel peer = welcomed();
    long t = hub.nowMillis;
    sendText(peer, readings(of("cpu", t, "1"), of("memory", t, "2")));
    assertEquals(List.of(), hub.stored);
    sendText(peer, readings(of("uptime", t, "9")));
    sendText(peer, readings(of("uptime", t, "9")));
    assertEquals(1, hub.stored.size());
    assertEquals(2, host().refused());
  }

  @Test
  void wrongClockGetsTheHubsTime() {
    EmbeddedChannel peer = welcomed();
    sendText(peer, readings(of("uptime", hub.nowMillis + 3_600_000, "9")));
    assertEquals(Map.of("uptime", 9.0), hub.storedAt(hub.nowMillis));
    assertTrue(host().error().contains("ahead of the hub's"), host().error());
  }

  @Test
  void eachSampleIsACompleteSnapshot() {
    EmbeddedChannel peer = welcomed();
    long t = hub.nowMillis - 1_000;
    sendText(
        peer,
        "{\"type\":\"readings\",\"payload\":{\"series\":["
            + "{\"node\":\"h0st0001\",\"metric\":\"uptime\",\"points\":[[%d,9],[%d,10]]},"
                .formatted(t, t + 1_000)
            + of("battery/b0", t, "40")
            + "]}}");
    assertEquals(Map.of("uptime", 9.0, "battery/b0", 40.0), hub.storedAt(t));
    assertEquals(Map.of("uptime", 10.0), hub.storedAt(t + 1_000));
    assertEquals(Map.of("uptime", 10.0), hub.latest.of(node.id()).orElseThrow().metrics());
    assertEquals("kymata/0.1.0", host().agent());
  }

  @Test
  void factsAreThoseOfTheMachineThatWasAskedFor() {
    EmbeddedChannel peer = welcomed();
    sendText(
        peer,
        "{\"type\":\"vitals\",\"payload\":{\"node\":\"h0st0001\",\"host\":\"pi-1\",\"cpu\":{\"cores\":4}}}");
    sendText(peer, readings(of("uptime", hub.nowMillis, "9")));
    assertEquals("pi-1", hub.latest.of(node.id()).orElseThrow().facts().host().orElseThrow());
    sendText(peer, "{\"type\":\"vitals\",\"payload\":{\"node\":\"k3f9x2ma\",\"host\":\"liar\"}}");
    assertEquals("pi-1", hub.latest.of(node.id()).orElseThrow().facts().host().orElseThrow());
    assertEquals(1, host().refused());
  }

  @Test
  void stopUnsubscribesAndStartSubscribesAlsoOverARestart() {
    EmbeddedChannel peer = welcomed();
    hub.hosts.setRunning(node.id(), false);
    hub.runPending(peer);
    assertTrue(readText(peer).contains("\"type\":\"unsubscribe\""));
    assertEquals(Host.State.STOPPED, host().state());
    sendText(peer, readings(of("uptime", hub.nowMillis, "9")));
    assertEquals(List.of(), hub.stored);
    peer.close();
    hub.begin();
    assertEquals(Host.State.STOPPED, host().state());
    EmbeddedChannel again = connect();
    sendText(again, WELCOME);
    assertNull(readText(again), "a stopped host is asked for nothing");
    hub.hosts.setRunning(node.id(), true);
    hub.runPending(again);
    assertTrue(readText(again).contains("\"type\":\"subscribe\""));
    sendText(again, readings(of("uptime", hub.nowMillis, "9")));
    assertEquals(1, hub.stored.size());
  }

  @Test
  void hostKeepsItsAddressAndItsIntervalCannotBeSetHere() {
    hub.begin();
    assertEquals("http://192.168.1.30:8080", host().address());
    assertEquals("kymata", host().connectionMode().wireName());
    assertEquals("kymk_secret", hub.connections.target(node.id()).orElseThrow().key());
    DomainException failure =
        assertThrows(DomainException.class, () -> hub.hosts.setInterval(node.id(), 2_000));
    assertTrue(failure.getMessage().contains("is set at its own Kymata"));
  }

  @Test
  void processesAreNotAskedFor() {
    EmbeddedChannel peer = welcomed();
    DomainException failure =
        assertThrows(
            DomainException.class,
            () -> hub.context.processes().request(node.id(), false, hub.nowMillis));
    assertTrue(failure.getMessage().contains("an API key cannot read them"));
    hub.connections
        .connection(node.id())
        .orElseThrow()
        .requestProcesses(HostConnection.ProcessSelection.ALL);
    hub.runPending(peer);
    assertNull(readText(peer));
  }

  @Test
  void connectionIsNotReadOnWhileManySamplesWaitForTheirCommit() {
    hub.commitsAtOnce = false;
    EmbeddedChannel peer = welcomed();
    long t = hub.nowMillis;
    for (int i = 0; i < 2 * SampleSubmitter.MAX_UNCOMMITTED; i++) {
      sendText(peer, readings(of("uptime", t + i, "9")));
    }
    assertEquals(SampleSubmitter.MAX_UNCOMMITTED, hub.stored.size());
    assertFalse(peer.config().isAutoRead());
    hub.advanceTime(peer, 60);
    assertTrue(peer.isActive(), "a paused connection does not time out");
    while (!hub.uncommitted.isEmpty()) {
      hub.uncommitted.remove().complete(null);
      hub.runPending(peer);
    }
    assertEquals(2 * SampleSubmitter.MAX_UNCOMMITTED, hub.stored.size());
    assertTrue(peer.config().isAutoRead());
  }

  @Test
  void senderFasterThanTheStoreIsClosed() {
    hub.commitsAtOnce = false;
    EmbeddedChannel peer = welcomed();
    for (int frame = 0; frame < 10 && peer.isActive(); frame++) {
      long t = hub.nowMillis + frame * 600L;
      String points =
          java.util.stream.LongStream.range(t, t + 600)
              .mapToObj(time -> "[" + time + ",9]")
              .collect(Collectors.joining(","));
      sendText(
          peer,
          readings(
              "{\"node\":\"h0st0001\",\"metric\":\"uptime\",\"points\":[%s]}".formatted(points)));
    }
    assertFalse(peer.isActive());
    assertTrue(ends.get(0).getMessage().contains("faster than"), ends.get(0).getMessage());
  }

  @Test
  void hubSendsPingsAndClosesASilentKymata() {
    EmbeddedChannel peer = welcomed();
    hub.advanceTime(peer, 21);
    assertEquals("{\"v\":1,\"type\":\"ping\",\"payload\":{}}", readText(peer));
    sendText(peer, "{\"v\":1,\"type\":\"pong\",\"payload\":{\"time\":1}}");
    hub.advanceTime(peer, 39);
    assertTrue(peer.isActive());
    hub.advanceTime(peer, 7);
    assertFalse(peer.isActive());
    assertTrue(ends.get(0).getMessage().contains("sent nothing"));
  }

  @Test
  void connectionWithoutWelcomeClosesAfterTenSeconds() {
    EmbeddedChannel peer = connect();
    hub.advanceTime(peer, 9);
    assertTrue(peer.isActive());
    hub.advanceTime(peer, 2);
    assertFalse(peer.isActive());
    assertEquals(Code.TIMEOUT, ends.get(0).code());
  }

  @Test
  void pingOfTheSocketIsAnswered() {
    EmbeddedChannel peer = welcomed();
    send(peer, new PingWebSocketFrame(Unpooled.copyLong(7)));
    PongWebSocketFrame pong = peer.readOutbound();
    assertEquals(7, pong.content().getLong(0));
    pong.release();
  }

  @Test
  void keyIsInNoMessageLog() {
    EmbeddedChannel peer = welcomed();
    sendText(
        peer,
        "{\"type\":\"error\",\"payload\":{\"detail\":\"kymk_22222222222222222222222222222222\"}}");
    assertFalse(frames().toString().contains("kymk_2"), frames()::toString);
  }

  @Test
  void forgottenHostIsHungUpOn() {
    EmbeddedChannel peer = welcomed();
    hub.hosts.remove(node.id());
    hub.runPending(peer);
    assertFalse(peer.isActive());
  }
}
