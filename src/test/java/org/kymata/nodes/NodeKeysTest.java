package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

/** Only its key identifies a node that has one. */
class NodeKeysTest {

  private static final Sender GPS = new Sender(Transport.TCP, "192.168.1.7", "gps");
  private static final Sender ELSEWHERE = new Sender(Transport.NODE_WS, "10.9.8.7", "");

  @TempDir private Path directory;

  private final CapturedEvents<NodeKeyChanged> changed = new CapturedEvents<>();
  private NodesFixture fixture;
  private NodeKeys keys;
  private Adoption adoption;

  @BeforeEach
  void open() {
    fixture = new NodesFixture(directory);
    start("manual");
    fixture.deleted.observe(deleted -> keys.onNodeDeleted(deleted));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void start(String mode) {
    AdoptedSenders known =
        Wiring.start(Wiring.wire(new AdoptedSenders(), "database", fixture.database));
    keys = Wiring.wire(new NodeKeys(), "database", fixture.database, "nodes", fixture.nodes);
    Wiring.start(Wiring.wire(keys, "adoptedSenders", known, "changed", changed));
    adoption =
        Wiring.wire(new Adoption(), "nodes", fixture.nodes, "adoptedSenders", known, "keys", keys);
    Wiring.wire(
        adoption, "settings", NodesFixture.settings(directory, Map.of("kymata.adoption", mode)));
    Wiring.wire(
        adoption,
        "pendingNodeUpdated",
        new CapturedEvents<PendingNodeUpdated>(),
        "pendingNodeRemoved",
        new CapturedEvents<PendingNodeRemoved>());
    Wiring.wire(adoption, "senderAdopted", new CapturedEvents<SenderAdopted>());
    Wiring.wire(adoption, "senderRevoked", new CapturedEvents<SenderRevoked>());
  }

  private void bindByAddress(Sender sender, NodeId node) {
    assertEquals(Optional.empty(), adoption.identify(sender, "raw", "decoded"));
    adoption.adoptAsExisting(adoption.pendingNodes().get(0).id(), node);
  }

  private static NodeKeyRejectedException.Reason reason(Runnable call) {
    return assertThrows(NodeKeyRejectedException.class, call::run).reason();
  }

  private String json(NodeId node) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.createGenerator(text)) {
      json.writeStartObject();
      keys.writeMembers(json, node);
      json.writeEnd();
    }
    return text.toString();
  }

  @Test
  void keyDecidesWhateverAddressAndNameAndIsKeptAsAHashOnly() {
    String key = keys.renew(NodesFixture.DOOR);
    assertTrue(key.matches("kymn_[0-9A-Za-z]{22}"), key);
    assertEquals(NodesFixture.DOOR, adoption.identifyByKey(GPS, key).node());
    assertEquals(NodesFixture.DOOR, adoption.identifyByKey(ELSEWHERE, key).node());
    assertEquals(List.of(), adoption.pendingNodes());
    Object stored =
        fixture.database.read(
            entities ->
                entities.createNativeQuery("select key_hash from node_key").getSingleResult());
    assertFalse(stored.toString().contains(key.substring(5)));
    assertFalse(adoption.identifyByKey(GPS, key).toString().contains(stored.toString()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TCP", "NODE_WS", "GET"})
  void addressDoesNotIdentifyANodeWithAKey(Transport transport) {
    Sender sender = new Sender(transport, "192.168.1.7", "gps");
    bindByAddress(sender, NodesFixture.DOOR);
    Binding byAddress = adoption.identify(sender, "", "").orElseThrow();
    assertTrue(adoption.isValid(byAddress));
    String key = keys.renew(NodesFixture.DOOR);
    assertFalse(adoption.isValid(byAddress));
    assertEquals(Optional.empty(), adoption.find(sender));
    assertEquals(
        NodeKeyRejectedException.Reason.MISSING,
        reason(() -> adoption.identify(sender, "raw", "decoded")));
    assertEquals(
        NodeKeyRejectedException.Reason.WRONG,
        reason(() -> adoption.identifyByKey(sender, key + "x")));
    assertEquals(List.of(), adoption.pendingNodes());
    assertTrue(json(NodesFixture.DOOR).contains("\"count\":2"), json(NodesFixture.DOOR));
    assertTrue(json(NodesFixture.DOOR).contains("\"hasKey\":true"), json(NodesFixture.DOOR));
    start("auto");
    assertEquals(
        NodeKeyRejectedException.Reason.MISSING,
        reason(() -> adoption.identify(sender, "raw", "decoded")));
    assertEquals(3, fixture.nodes.list().size());
  }

  @Test
  void anotherMetricOfTheSameAddressIsNotThatNodeByGet() {
    bindByAddress(new Sender(Transport.GET, "192.168.1.7", "luminosity"), NodesFixture.DOOR);
    keys.renew(NodesFixture.DOOR);
    Sender other = new Sender(Transport.GET, "192.168.1.7", "temperature");
    NodeKeyRejectedException rejected =
        assertThrows(NodeKeyRejectedException.class, () -> adoption.identify(other, "", ""));
    assertTrue(rejected.getMessage().contains("address"), rejected.getMessage());
  }

  @Test
  void noSenderIsBoundByAddressToANodeWithAKey() {
    keys.renew(NodesFixture.DOOR);
    assertEquals(Optional.empty(), adoption.identify(GPS, "raw", "decoded"));
    String id = adoption.pendingNodes().get(0).id();
    DomainException refused =
        assertThrows(DomainException.class, () -> adoption.adoptAsExisting(id, NodesFixture.DOOR));
    assertEquals(Kind.CONFLICT, refused.kind());
  }

  @Test
  void newKeyEndsTheOldOneAndItsBindings() {
    String first = keys.renew(NodesFixture.DOOR);
    Binding binding = adoption.identifyByKey(GPS, first);
    String second = keys.renew(NodesFixture.DOOR);
    assertNotEquals(first, second);
    assertFalse(adoption.isValid(binding));
    assertEquals(
        NodeKeyRejectedException.Reason.WRONG, reason(() -> adoption.identifyByKey(GPS, first)));
    assertTrue(adoption.isValid(adoption.identifyByKey(GPS, second)));
    assertEquals(
        List.of(new NodeKeyChanged(NodesFixture.DOOR), new NodeKeyChanged(NodesFixture.DOOR)),
        changed.events());
  }

  @Test
  void afterItsKeyIsRemovedTheAddressIdentifiesTheNodeAgain() {
    bindByAddress(GPS, NodesFixture.DOOR);
    Binding binding = adoption.identifyByKey(ELSEWHERE, keys.renew(NodesFixture.DOOR));
    keys.remove(NodesFixture.DOOR);
    assertFalse(adoption.isValid(binding));
    assertEquals(NodesFixture.DOOR, adoption.identify(GPS, "", "").orElseThrow().node());
    assertThrows(DomainException.class, () -> keys.remove(NodesFixture.DOOR));
    assertEquals("{}", json(NodesFixture.DOOR));
  }

  @Test
  void keyHoldsOverARestartAndEndsWithItsNode() {
    String key = keys.renew(NodesFixture.DOOR);
    start("manual");
    assertEquals(NodesFixture.DOOR, adoption.identifyByKey(GPS, key).node());
    fixture.nodes.delete(NodesFixture.DOOR);
    assertEquals(
        NodeKeyRejectedException.Reason.WRONG, reason(() -> adoption.identifyByKey(GPS, key)));
    start("manual");
    assertEquals(
        NodeKeyRejectedException.Reason.WRONG, reason(() -> adoption.identifyByKey(GPS, key)));
  }

  @Test
  void machineItselfHasNoKey() {
    NodeId self = fixture.nodes.self().id();
    assertEquals(Kind.CONFLICT, assertThrows(DomainException.class, () -> keys.renew(self)).kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "kymn_", "KYMN_", "null", "e3b0c44298fc1c149afbf4c8996fb924"})
  void unknownKeyIdentifiesNoNode(String key) {
    keys.renew(NodesFixture.DOOR);
    assertEquals(
        NodeKeyRejectedException.Reason.WRONG, reason(() -> adoption.identifyByKey(GPS, key)));
    assertEquals(
        NodeKeyRejectedException.Reason.WRONG,
        reason(() -> adoption.identifyByKey(ELSEWHERE, "x".repeat(1 << 20))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.7,192.168.1.7", "2001:db8::1,2001:db8::ffff:2"})
  void wrongKeysAreThrottledByAddressAndTheRightOneIsNot(String addresses) {
    String[] two = addresses.split(",");
    Sender one = new Sender(Transport.TCP, two[0], "gps");
    Sender same = new Sender(Transport.NODE_WS, two[1], "");
    String key = keys.renew(NodesFixture.DOOR);
    for (int i = 0; i < NodeKeyRateLimiter.MAX_PER_MINUTE; i++) {
      assertEquals(
          NodeKeyRejectedException.Reason.WRONG,
          reason(() -> adoption.identifyByKey(one, "wrong")));
    }
    assertEquals(
        NodeKeyRejectedException.Reason.THROTTLED,
        reason(() -> adoption.identifyByKey(same, "wrong")));
    assertEquals(
        NodeKeyRejectedException.Reason.WRONG,
        reason(() -> adoption.identifyByKey(ELSEWHERE, "wrong")));
    assertEquals(NodesFixture.DOOR, adoption.identifyByKey(one, key).node());
  }

  @Test
  void throttleForgetsAfterAMinuteAndIsBounded() {
    NodeKeyRateLimiter throttle = new NodeKeyRateLimiter();
    boolean last = false;
    for (int i = 0; i <= NodeKeyRateLimiter.MAX_PER_MINUTE; i++) {
      last = throttle.recordAndCheck("10.0.0.1", 1_000_000);
    }
    assertTrue(last);
    assertFalse(throttle.recordAndCheck("10.0.0.1", 1_060_000));
    for (int i = 0; i < 20_000; i++) {
      throttle.recordAndCheck("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256, 1_060_000);
    }
    assertEquals(10_000, throttle.size());
  }

  @Test
  void rejectionsAreShownNowAndThenSoThatTheNodesOwnMessagesStay() {
    bindByAddress(GPS, NodesFixture.DOOR);
    keys.renew(NodesFixture.DOOR);
    NodeKeyRejectedException first =
        assertThrows(NodeKeyRejectedException.class, () -> adoption.identify(GPS, "", ""));
    NodeKeyRejectedException second =
        assertThrows(NodeKeyRejectedException.class, () -> adoption.identify(GPS, "", ""));
    assertEquals(Optional.of(NodesFixture.DOOR), first.tracedNode());
    assertEquals(Optional.empty(), second.tracedNode());
  }
}
