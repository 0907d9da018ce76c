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
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.testing.Fired;
import org.kymata.testing.Stage;
import org.kymata.testing.Wiring;

class AdoptionTest {

  private static final Sender GPS = new Sender(Door.TCP, "192.168.1.7", "gps");
  private static final Sender PAGE = new Sender(Door.NODE_WS, "192.168.1.8", Sender.PAGE);
  private static final Sender LIGHT = new Sender(Door.GET, "192.168.1.9", "luminosity");

  @TempDir private Path directory;

  private final Fired<Knocked> knocked = new Fired<>();
  private final Fired<KnockEnded> ended = new Fired<>();
  private final Fired<SenderAdopted> adopted = new Fired<>();
  private final Fired<SenderDropped> dropped = new Fired<>();
  private final Fired<NodeKeyChanged> keyChanged = new Fired<>();
  private NodeKeys keys;
  private Stage stage;
  private Adoption adoption;

  @BeforeEach
  void open() {
    stage = new Stage(directory);
    adoption = adoption("manual");
    stage.deleted.to(deleted -> adoption.forget(deleted));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Adoption adoption(String mode) {
    KnownSenders known = Wiring.start(Wiring.wire(new KnownSenders(), "database", stage.database));
    Adoption made = Wiring.wire(new Adoption(), "nodes", stage.nodes, "known", known);
    keys = Wiring.wire(new NodeKeys(), "database", stage.database, "nodes", stage.nodes);
    Wiring.wire(keys, "known", known, "changed", keyChanged);
    Wiring.set(made, "keys", Wiring.start(keys));
    Wiring.wire(made, "settings", Stage.settings(directory, Map.of("kymata.adoption", mode)));
    Wiring.wire(made, "knocked", knocked, "ended", ended, "adopted", adopted, "dropped", dropped);
    return Wiring.start(made);
  }

  private static void assertRefused(Kind kind, Runnable call) {
    assertEquals(kind, assertThrows(DomainException.class, call::run).kind());
  }

  private String knock(Sender sender) {
    assertEquals(Optional.empty(), adoption.admit(sender, "raw", "decoded"));
    return adoption.knocks().stream()
        .filter(each -> each.sender().equals(sender))
        .findFirst()
        .orElseThrow()
        .id();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "greenhouse-1", "this-machine"})
  void knockIsNotAdoptedUnderABadName(String name) {
    String id = knock(GPS);
    assertThrows(DomainException.class, () -> adoption.adopt(id, name));
    assertEquals(1, adoption.knocks().size());
    assertEquals(3, stage.nodes.list().size());
  }

  @Test
  void unknownKnockCannotBeDecidedOn() {
    assertRefused(Kind.NOT_FOUND, () -> adoption.adopt("nobody00", "x"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.bind("nobody00", Stage.DOOR));
    assertRefused(Kind.NOT_FOUND, () -> adoption.refuse("nobody00"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.block("nobody00"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.forget("nobody00"));
    assertRefused(Kind.NOT_FOUND, () -> adoption.unblock("10.0.0.1"));
  }

  @Test
  void adoptedSenderIsItsNodeAlsoAfterARestart() {
    String id = knock(GPS);
    Adopted as = adoption.adopt(id, "van-1");
    assertEquals("van-1", stage.nodes.byId(as.node()).orElseThrow().name());
    assertFalse(stage.nodes.byId(as.node()).orElseThrow().hasToken());
    for (Adoption each : List.of(adoption, adoption("manual"))) {
      assertEquals(Optional.of(as), each.admit(GPS, "", ""));
      assertEquals(List.of(), each.knocks());
    }
    assertEquals(List.of(new SenderAdopted(GPS, as)), adopted.all());
    assertEquals(List.of(new KnockEnded(id)), ended.all());
    assertRefused(Kind.NOT_FOUND, () -> adoption.adopt(id, "van-2"));
  }

  @Test
  void movedNodeIsBoundToTheOneThatIsThere() {
    Adopted as = adoption.bind(knock(GPS), Stage.DOOR);
    assertEquals(Optional.of(new Adopted(Stage.DOOR)), adoption("manual").admit(GPS, "", ""));
    assertEquals(Stage.DOOR, as.node());
    Sender moved = new Sender(Door.TCP, "192.168.1.99", "gps");
    adoption.bind(knock(moved), Stage.DOOR);
    assertEquals(Optional.of(as), adoption.admit(moved, "", ""));
  }

  @Test
  void nobodyIsBoundToThisMachineOrToNothing() {
    String id = knock(GPS);
    assertRefused(Kind.CONFLICT, () -> adoption.bind(id, stage.nodes.self().id()));
    assertRefused(Kind.NOT_FOUND, () -> adoption.bind(id, new NodeId("nobody00")));
    assertEquals(Optional.empty(), adoption.of(GPS));
  }

  @Test
  void pageIsAdoptedAsAPageAndBecomesNoNode() {
    String id = knock(PAGE);
    assertRefused(Kind.BAD_INPUT, () -> adoption.bind(id, Stage.DOOR));
    assertTrue(adoption.adopt(id, null).isPage());
    assertEquals(Optional.of(new Adopted(null)), adoption("manual").admit(PAGE, "", ""));
    assertEquals(3, stage.nodes.list().size());
  }

  @Test
  void refusedSenderIsLetAloneUntilItIsForgottenOrAdopted() {
    adoption.refuse(knock(GPS));
    assertEquals(List.of(new SenderDropped(GPS)), dropped.all());
    for (Adoption each : List.of(adoption, adoption("manual"), adoption("auto"))) {
      assertEquals(Optional.empty(), each.admit(GPS, "", ""));
      assertEquals(List.of(), each.knocks());
    }
    String decision = idOf(GPS);
    adoption.forget(decision);
    adoption.refuse(knock(GPS));
    Adopted as = adoption.adopt(idOf(GPS), "after-all");
    assertEquals(Optional.of(as), adoption("manual").of(GPS));
  }

  private String idOf(Sender sender) {
    KnownSenders known = Wiring.start(Wiring.wire(new KnownSenders(), "database", stage.database));
    return known.of(sender).id();
  }

  @Test
  void blockedAddressIsDroppedUnseenAtEveryDoor() {
    adoption.adopt(knock(GPS), "van-1");
    Sender other = new Sender(Door.NODE_WS, "192.168.1.7", "");
    adoption.block(knock(other));
    for (Adoption each : List.of(adoption, adoption("manual"), adoption("auto"))) {
      assertTrue(each.isBlocked("192.168.1.7"));
      assertFalse(each.isBlocked("192.168.1.8"));
      assertEquals(Optional.empty(), each.admit(GPS, "", ""));
      assertEquals(Optional.empty(), each.of(GPS));
      assertEquals(List.of(), each.knocks());
    }
    assertTrue(dropped.all().contains(new SenderDropped(GPS)));
    assertTrue(dropped.all().contains(new SenderDropped(other)));
    adoption.unblock("192.168.1.7");
    assertTrue(adoption.admit(GPS, "", "").isPresent());
  }

  @Test
  void senderOfADeletedNodeKnocksAgain() {
    Adopted as = adoption.adopt(knock(GPS), "van-1");
    stage.nodes.delete(as.node());
    assertEquals(List.of(new SenderDropped(GPS)), dropped.all());
    assertEquals(Optional.empty(), adoption("manual").of(GPS));
    knock(GPS);
  }

  @Test
  void automaticAdoptionLetsEverybodyInOnceAndRemembersIt() {
    Adoption auto = adoption("auto");
    Adopted as = auto.admit(GPS, "", "").orElseThrow();
    assertEquals("gps-192.168.1.7", stage.nodes.byId(as.node()).orElseThrow().name());
    assertEquals(Optional.of(as), auto.admit(GPS, "", ""));
    assertTrue(auto.admit(PAGE, "", "").orElseThrow().isPage());
    assertEquals(Optional.of(as), adoption.of(GPS).or(() -> adoption("manual").of(GPS)));
    assertEquals(List.of(), auto.knocks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "chrome-extension://abc"})
  void foreignWebPageIsAdoptedByAPersonOnly(String origin) {
    Adoption auto = adoption("auto");
    for (String kind : List.of(Sender.PAGE, "node")) {
      Sender sender = new Sender(Door.NODE_WS, "192.168.1.8", kind + " " + origin);
      assertEquals(Optional.empty(), auto.admit(sender, origin, "raw", "decoded"));
      assertEquals(Optional.empty(), auto.admit(sender, origin, "raw", "decoded"));
    }
    assertEquals(2, auto.knocks().size());
    assertEquals(origin, auto.knocks().get(0).origin());
    Knock page = auto.knocks().stream().filter(each -> each.sender().isPage()).findFirst().get();
    auto.adopt(page.id(), "");
    assertTrue(auto.admit(page.sender(), origin, "", "").orElseThrow().isPage());
  }

  @Test
  void automaticNamesAreFreeAndAllowed() {
    stage.nodes.create("a_b-192.168.1.7");
    Adoption auto = adoption("auto");
    Sender odd = new Sender(Door.TCP, "192.168.1.7", "a b");
    Adopted as = auto.admit(odd, "", "").orElseThrow();
    assertEquals("a_b-192.168.1.7-2", stage.nodes.byId(as.node()).orElseThrow().name());
    Sender longest = new Sender(Door.TCP, "192.168.1.7", "x".repeat(500));
    assertTrue(auto.admit(longest, "", "").isPresent());
  }

  @Test
  void automaticAdoptionIsBoundedAndTheRestWaits() {
    Adoption auto = adoption("auto");
    for (int i = 0; i < 1_000; i++) {
      auto.admit(new Sender(Door.TCP, "192.168.1.7", "s" + i), "", "");
    }
    assertTrue(stage.nodes.list().size() <= 3 + AutoLimit.MAX_OF_AN_ADDRESS);
    assertFalse(auto.knocks().isEmpty());
  }

  @Test
  void nodeOfTheGetDoorIsAdoptedForAllItsMetrics() {
    Adopted as = adoption.adopt(knock(LIGHT), "esp-1");
    Sender warmth = new Sender(Door.GET, LIGHT.address(), "temperature");
    assertEquals(Optional.of(as), adoption.admit(warmth, "", ""));
    assertEquals(Optional.of(as), adoption("manual").of(warmth));
    knock(new Sender(Door.GET, "192.168.1.10", "temperature"));
    knock(new Sender(Door.TCP, LIGHT.address(), "temperature"));
  }

  @Test
  void knockIsTakenBackWhereTheSenderTurnsOutToBeAnother() {
    String id = knock(PAGE);
    adoption.withdraw(PAGE);
    assertEquals(List.of(), adoption.knocks());
    assertEquals(List.of(new KnockEnded(id)), ended.all());
  }
}
