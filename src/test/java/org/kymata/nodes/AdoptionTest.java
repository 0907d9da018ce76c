package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class AdoptionTest {

  private static final Sender GPS = new Sender(Transport.TCP, "192.168.1.7", "gps");
  private static final Sender PAGE = new Sender(Transport.NODE_WS, "192.168.1.8", Sender.PAGE);
  private static final Sender LIGHT = new Sender(Transport.GET, "192.168.1.9", "luminosity");

  @TempDir private Path directory;

  private final CapturedEvents<PendingNodeUpdated> updated = new CapturedEvents<>();
  private final CapturedEvents<PendingNodeRemoved> ended = new CapturedEvents<>();
  private final CapturedEvents<SenderAdopted> adopted = new CapturedEvents<>();
  private final CapturedEvents<SenderRevoked> dropped = new CapturedEvents<>();
  private final CapturedEvents<NodeKeyChanged> keyChanged = new CapturedEvents<>();
  private NodeKeys keys;
  private NodesFixture fixture;
  private Adoption adoption;

  @BeforeEach
  void open() {
    fixture = new NodesFixture(directory);
    adoption = adoption("manual");
    fixture.deleted.observe(deleted -> adoption.revoke(deleted));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Adoption adoption(String mode) {
    AdoptedSenders known =
        Wiring.start(Wiring.wire(new AdoptedSenders(), "database", fixture.database));
    Adoption made = Wiring.wire(new Adoption(), "nodes", fixture.nodes, "adoptedSenders", known);
    keys = Wiring.wire(new NodeKeys(), "database", fixture.database, "nodes", fixture.nodes);
    Wiring.wire(keys, "adoptedSenders", known, "changed", keyChanged);
    Wiring.set(made, "keys", Wiring.start(keys));
    Wiring.wire(
        made, "settings", NodesFixture.settings(directory, Map.of("kymata.adoption", mode)));
    Wiring.wire(
        made,
        "pendingNodeUpdated",
        updated,
        "pendingNodeRemoved",
        ended,
        "senderAdopted",
        adopted,
        "senderRevoked",
        dropped);
    return Wiring.start(made);
  }

  private static void assertRefused(Kind kind, Runnable call) {
    assertEquals(kind, assertThrows(DomainException.class, call::run).kind());
  }

  private String addPending(Sender sender) {
    assertEquals(Optional.empty(), adoption.identify(sender, "raw", "decoded"));
    return adoption.pendingNodes().stream()
        .filter(each -> each.sender().equals(sender))
        .findFirst()
        .orElseThrow()
        .id();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "greenhouse-1", "this-machine"})
  void pendingNodeIsNotAdoptedUnderABadName(String name) {
    String id = addPending(GPS);
    assertThrows(DomainException.class, () -> adoption.adopt(id, name));
    assertEquals(1, adoption.pendingNodes().size());
    assertEquals(3, fixture.nodes.list().size());
  }

  @Test
  void unknownPendingNodeCannotBeDecidedOn() {
    assertRefused(Kind.NOT_FOUND, () -> adoption.adopt("nosuch00", "x"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.adoptAsExisting("nosuch00", NodesFixture.DOOR));
    assertRefused(Kind.NOT_FOUND, () -> adoption.reject("nosuch00"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.block("nosuch00"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.revoke("nosuch00"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.unblock("10.0.0.1"));
  }

  @Test
  void adoptedSenderIsItsNodeAlsoAfterARestart() {
    String id = addPending(GPS);
    Binding binding = adoption.adopt(id, "van-1");
    assertEquals("van-1", fixture.nodes.byId(binding.node()).orElseThrow().name());
    assertFalse(fixture.nodes.byId(binding.node()).orElseThrow().hasToken());
    for (Adoption each : List.of(adoption, adoption("manual"))) {
      assertEquals(Optional.of(binding), each.identify(GPS, "", ""));
      assertEquals(List.of(), each.pendingNodes());
    }
    assertEquals(List.of(new SenderAdopted(GPS, binding)), adopted.events());
    assertEquals(List.of(new PendingNodeRemoved(id)), ended.events());
    assertRefused(Kind.NOT_FOUND, () -> adoption.adopt(id, "van-2"));
  }

  @Test
  void movedNodeIsBoundToTheOneThatIsThere() {
    Binding binding = adoption.adoptAsExisting(addPending(GPS), NodesFixture.DOOR);
    assertEquals(
        Optional.of(new Binding(NodesFixture.DOOR)), adoption("manual").identify(GPS, "", ""));
    assertEquals(NodesFixture.DOOR, binding.node());
    Sender moved = new Sender(Transport.TCP, "192.168.1.99", "gps");
    adoption.adoptAsExisting(addPending(moved), NodesFixture.DOOR);
    assertEquals(Optional.of(binding), adoption.identify(moved, "", ""));
  }

  @Test
  void noSenderIsBoundToThisMachineOrToAMissingNode() {
    String id = addPending(GPS);
    assertRefused(Kind.CONFLICT, () -> adoption.adoptAsExisting(id, fixture.nodes.self().id()));
    assertRefused(Kind.NOT_FOUND, () -> adoption.adoptAsExisting(id, new NodeId("nosuch00")));
    assertEquals(Optional.empty(), adoption.find(GPS));
  }

  @Test
  void pageIsAdoptedAsAPageAndBecomesNoNode() {
    String id = addPending(PAGE);
    assertRefused(Kind.BAD_INPUT, () -> adoption.adoptAsExisting(id, NodesFixture.DOOR));
    assertTrue(adoption.adopt(id, null).isPage());
    assertEquals(Optional.of(new Binding(null)), adoption("manual").identify(PAGE, "", ""));
    assertEquals(3, fixture.nodes.list().size());
  }

  @Test
  void rejectedSenderIsIgnoredUntilItIsUndoneOrAdopted() {
    adoption.reject(addPending(GPS));
    assertEquals(List.of(new SenderRevoked(GPS)), dropped.events());
    for (Adoption each : List.of(adoption, adoption("manual"), adoption("auto"))) {
      assertEquals(Optional.empty(), each.identify(GPS, "", ""));
      assertEquals(List.of(), each.pendingNodes());
    }
    String decision = idOf(GPS);
    adoption.revoke(decision);
    adoption.reject(addPending(GPS));
    Binding binding = adoption.adopt(idOf(GPS), "after-all");
    assertEquals(Optional.of(binding), adoption("manual").find(GPS));
  }

  private String idOf(Sender sender) {
    AdoptedSenders known =
        Wiring.start(Wiring.wire(new AdoptedSenders(), "database", fixture.database));
    return known.find(sender).id();
  }

  @Test
  void blockedAddressIsDroppedUnseenAtEveryTransport() {
    adoption.adopt(addPending(GPS), "van-1");
    Sender other = new Sender(Transport.NODE_WS, "192.168.1.7", "");
    adoption.block(addPending(other));
    for (Adoption each : List.of(adoption, adoption("manual"), adoption("auto"))) {
      assertTrue(each.isBlocked("192.168.1.7"));
      assertFalse(each.isBlocked("192.168.1.8"));
      assertEquals(Optional.empty(), each.identify(GPS, "", ""));
      assertEquals(Optional.empty(), each.find(GPS));
      assertEquals(List.of(), each.pendingNodes());
    }
    assertTrue(dropped.events().contains(new SenderRevoked(GPS)));
    assertTrue(dropped.events().contains(new SenderRevoked(other)));
    adoption.unblock("192.168.1.7");
    assertTrue(adoption.identify(GPS, "", "").isPresent());
  }

  @Test
  void senderOfADeletedNodeIsPendingAgain() {
    Binding binding = adoption.adopt(addPending(GPS), "van-1");
    fixture.nodes.delete(binding.node());
    assertEquals(List.of(new SenderRevoked(GPS)), dropped.events());
    assertEquals(Optional.empty(), adoption("manual").find(GPS));
    addPending(GPS);
  }

  @Test
  void automaticAdoptionAdoptsEverySenderOnceAndRemembersIt() {
    Adoption auto = adoption("auto");
    Binding binding = auto.identify(GPS, "", "").orElseThrow();
    assertEquals("gps-192.168.1.7", fixture.nodes.byId(binding.node()).orElseThrow().name());
    assertEquals(Optional.of(binding), auto.identify(GPS, "", ""));
    assertTrue(auto.identify(PAGE, "", "").orElseThrow().isPage());
    assertEquals(Optional.of(binding), adoption.find(GPS).or(() -> adoption("manual").find(GPS)));
    assertEquals(List.of(), auto.pendingNodes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "chrome-extension://abc"})
  void foreignWebPageIsAdoptedByAPersonOnly(String origin) {
    Adoption auto = adoption("auto");
    for (String kind : List.of(Sender.PAGE, "node")) {
      Sender sender = new Sender(Transport.NODE_WS, "192.168.1.8", kind + " " + origin);
      assertEquals(Optional.empty(), auto.identify(sender, origin, "raw", "decoded"));
      assertEquals(Optional.empty(), auto.identify(sender, origin, "raw", "decoded"));
    }
    assertEquals(2, auto.pendingNodes().size());
    assertEquals(origin, auto.pendingNodes().get(0).origin());
    PendingNode page =
        auto.pendingNodes().stream().filter(each -> each.sender().isPage()).findFirst().get();
    auto.adopt(page.id(), "");
    assertTrue(auto.identify(page.sender(), origin, "", "").orElseThrow().isPage());
  }

  @Test
  void automaticNamesAreFreeAndAllowed() {
    fixture.nodes.create("a_b-192.168.1.7");
    Adoption auto = adoption("auto");
    Sender odd = new Sender(Transport.TCP, "192.168.1.7", "a b");
    Binding binding = auto.identify(odd, "", "").orElseThrow();
    assertEquals("a_b-192.168.1.7-2", fixture.nodes.byId(binding.node()).orElseThrow().name());
    Sender longest = new Sender(Transport.TCP, "192.168.1.7", "x".repeat(500));
    assertTrue(auto.identify(longest, "", "").isPresent());
  }

  @Test
  void automaticAdoptionIsBoundedAndTheRestWaits() {
    Adoption auto = adoption("auto");
    for (int i = 0; i < 1_000; i++) {
      auto.identify(new Sender(Transport.TCP, "192.168.1.7", "s" + i), "", "");
    }
    assertTrue(fixture.nodes.list().size() <= 3 + AutoAdoptionLimiter.MAX_PER_ADDRESS);
    assertFalse(auto.pendingNodes().isEmpty());
  }

  @Test
  void nodeOfTheHttpGetTransportIsAdoptedForAllItsMetrics() {
    Binding binding = adoption.adopt(addPending(LIGHT), "esp-1");
    Sender warmth = new Sender(Transport.GET, LIGHT.address(), "temperature");
    assertEquals(Optional.of(binding), adoption.identify(warmth, "", ""));
    assertEquals(Optional.of(binding), adoption("manual").find(warmth));
    addPending(new Sender(Transport.GET, "192.168.1.10", "temperature"));
    addPending(new Sender(Transport.TCP, LIGHT.address(), "temperature"));
  }

  @Test
  void pendingNodeIsRemovedWhereTheSenderTurnsOutToBeAnother() {
    String id = addPending(PAGE);
    adoption.removePending(PAGE);
    assertEquals(List.of(), adoption.pendingNodes());
    assertEquals(List.of(new PendingNodeRemoved(id)), ended.events());
  }
}
