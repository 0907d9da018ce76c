package org.kymata.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.commands.Capabilities;
import org.kymata.commands.Command;
import org.kymata.config.Version;
import org.kymata.errors.DomainException;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;
import org.kymata.hosts.ConnectionMode;
import org.kymata.hosts.Host;
import org.kymata.json.Envelope;
import org.kymata.json.Problem;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeStatus;
import org.kymata.nodes.NodeStatus.State;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.security.Caller;
import org.kymata.security.Role;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.Wiring;

/** The hub's frames are those of the examples under protocol/hub. */
class LiveFrameEncoderTest {

  private static final long CURSOR = 1_795_219_327_128_000L;
  private static final long CREATED = 1_795_210_000_000L;

  private final SeriesCatalog catalog = new SeriesCatalog();
  private final Series temperature = series("temperature", false, "°C");
  private final Series door = series("door", false, null);
  private final Series state = series("state", true, null);

  private Series series(String metric, boolean text, String unit) {
    Series series = catalog.getOrCreate(NodesFixture.GREENHOUSE, metric, text).orElseThrow();
    Wiring.set(series, "unit", unit);
    return series;
  }

  private static Reading number(Series series, long millisBefore, double value) {
    return new Reading(series, NodesFixture.NOW - millisBefore, value, null);
  }

  /** Compares everything but the hub's clock, which is the time of the test. */
  private static void assertIs(String golden, String frame) {
    assertEquals(withoutClock(ProtocolCase.of("hub/" + golden).json()), withoutClock(json(frame)));
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static Map<String, JsonValue> withoutClock(JsonObject frame) {
    Map<String, JsonValue> members = new TreeMap<>(frame);
    Map<String, JsonValue> payload = new TreeMap<>(frame.getJsonObject("payload"));
    for (String clock : List.of("sent", "time")) {
      payload.computeIfPresent(clock, (name, value) -> JsonValue.TRUE);
    }
    members.put("payload", Json.createObjectBuilder(Map.copyOf(payload)).build());
    return members;
  }

  static List<ProtocolCase> examples() {
    return ProtocolCase.allIn("hub");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsAnEnvelope(ProtocolCase golden) {
    JsonObject frame = golden.json();
    assertEquals(1, frame.getInt("v"));
    assertTrue(frame.getString("type").matches("[a-z]+"));
    frame.getJsonObject("payload").keySet().forEach(name -> assertTrue(name.matches("[A-Za-z]+")));
  }

  @Test
  void welcome() {
    Node self = new Node(new NodeId("h0st0001"), "this-machine", Node.Kind.HOST, true, false, 1);
    Caller.User user = new Caller.User(1, "admin", Role.ADMIN, "sign-in");
    String frame = LiveFrameEncoder.welcome(user, false, self, "pi-1", List.of());
    assertIs("welcome", frame.replace('"' + Version.CURRENT + '"', "\"0.1.0\""));
  }

  @Test
  void faults() {
    assertIs(
        "faults",
        LiveFrameEncoder.healthIssues(
            List.of(
                new HealthIssues.ActiveIssue(
                    HealthIssue.DISK_FULL, 1_795_219_327_123L, Map.of("reserve", 64L)))));
  }

  @Test
  void readings() {
    assertIs(
        "readings",
        LiveFrameEncoder.readings(
            List.of(
                number(temperature, 1_000, 21.4), number(door, 0, 1), number(temperature, 0, 21.5)),
            CURSOR,
            0));
    assertIs(
        "readings-of-texts",
        LiveFrameEncoder.readings(
            List.of(new Reading(state, NodesFixture.NOW, Double.NaN, "watering")), CURSOR, 0));
    assertIs(
        "readings-after-a-slow-time",
        LiveFrameEncoder.readings(List.of(number(temperature, 0, 21.5)), CURSOR, 12));
  }

  @Test
  void backlog() {
    assertIs(
        "backlog",
        LiveFrameEncoder.backlog("7", List.of(number(temperature, 1_000, 21.4)), CURSOR, true));
    assertIs("backlog-too-long", LiveFrameEncoder.backlog("7", List.of(), CURSOR, false));
  }

  private static NodeChanged changed(
      NodeId id, String name, Node.Kind kind, long created, State state, long interval) {
    boolean self = kind == Node.Kind.HOST;
    boolean known = state != State.NEW;
    return new NodeChanged(
        new Node(id, name, kind, self, !self, created),
        new NodeStatus(
            state,
            known ? OptionalLong.of(NodesFixture.NOW) : OptionalLong.empty(),
            known ? OptionalLong.of(interval) : OptionalLong.empty()));
  }

  private static String statusFrame(NodeChanged changed) {
    return LiveFrameEncoder.nodeStatus(changed, new Capabilities());
  }

  @Test
  void statusFrame() {
    assertIs(
        "presence",
        statusFrame(
            changed(
                NodesFixture.GREENHOUSE,
                "greenhouse-1",
                Node.Kind.NODE,
                CREATED,
                State.ONLINE,
                3_000)));
    assertIs(
        "presence-of-a-new-node",
        statusFrame(
            changed(NodesFixture.DOOR, "door-1", Node.Kind.NODE, NodesFixture.NOW, State.NEW, 0)));
    assertIs(
        "presence-of-this-machine",
        statusFrame(
            changed(
                new NodeId("h0st0001"),
                "this-machine",
                Node.Kind.HOST,
                CREATED,
                State.ONLINE,
                1_000)));
    assertIs("presence-deleted", LiveFrameEncoder.nodeDeleted(NodesFixture.GREENHOUSE));
  }

  private static Command command(
      org.kymata.commands.CommandState state,
      String reason,
      Map<org.kymata.commands.CommandState, Long> times) {
    long expires = NodesFixture.NOW + 30_000;
    return new Command(
        "q7wm2k9xa4tz",
        NodesFixture.GREENHOUSE,
        "togglerele",
        "{}",
        "admin",
        state,
        reason,
        NodesFixture.NOW,
        expires,
        times);
  }

  @Test
  void command() {
    Map<org.kymata.commands.CommandState, Long> steps =
        new EnumMap<>(org.kymata.commands.CommandState.class);
    steps.put(org.kymata.commands.CommandState.QUEUED, NodesFixture.NOW);
    assertIs(
        "command",
        LiveFrameEncoder.command(
            "7", command(org.kymata.commands.CommandState.QUEUED, null, steps)));
    Map<org.kymata.commands.CommandState, Long> late =
        Map.of(
            org.kymata.commands.CommandState.QUEUED,
            NodesFixture.NOW,
            org.kymata.commands.CommandState.EXPIRED,
            NodesFixture.NOW + 30_277);
    assertIs(
        "command-expired",
        LiveFrameEncoder.command(
            null,
            command(org.kymata.commands.CommandState.EXPIRED, "the node was not connected", late)));
    steps.put(org.kymata.commands.CommandState.SENT, NodesFixture.NOW + 2);
    steps.put(org.kymata.commands.CommandState.ACKNOWLEDGED, NodesFixture.NOW + 57);
    steps.put(org.kymata.commands.CommandState.CONFIRMED, NodesFixture.NOW + 67);
    assertIs(
        "command-confirmed",
        LiveFrameEncoder.command(
            null, command(org.kymata.commands.CommandState.CONFIRMED, null, steps)));
  }

  @Test
  void pong() {
    assertIs("pong", Envelope.pong("9"));
    assertIs("heartbeat", Envelope.pong(null));
  }

  @Test
  void error() {
    DomainException failure =
        DomainException.badInput("topics is empty; {\"node\":\"*\"} watches everything");
    assertIs("error", Envelope.error("7", Problem.of(failure)));
  }

  @Test
  void hostFactsFrame() {
    JsonObject payload = ProtocolCase.of("hub/vitals").json().getJsonObject("payload");
    assertIs("vitals", Envelope.ofJson("vitals", payload.toString()));
  }

  @Test
  void hostIsShownWithoutItsKeyAndItsSnapshot() {
    Host host =
        new Host(
            NodesFixture.GREENHOUSE,
            ConnectionMode.LISTEN,
            "192.168.1.20:7100",
            Host.State.WAITING,
            "connection refused: nothing listens at 192.168.1.20:7100",
            NodesFixture.NOW,
            NodesFixture.NOW + 60_000,
            1_000,
            true,
            "kymata-agent/0.1.0",
            0,
            0);
    assertIs("host", LiveFrameEncoder.host(host, "greenhouse-1", true));
    String forViewers = LiveFrameEncoder.host(host, "greenhouse-1", false);
    assertFalse(forViewers.contains("refused:"), forViewers);
    assertFalse(forViewers.contains("nothing listens"), forViewers);
    assertTrue(forViewers.contains("\"error\":\"the hub is not connected"), forViewers);
    assertIs("host-ended", LiveFrameEncoder.hostEnded(NodesFixture.GREENHOUSE));
  }
}
