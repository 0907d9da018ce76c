package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class NodesTest {

  @TempDir private Path directory;

  private NodesFixture fixture;
  private Nodes nodes;

  @BeforeEach
  void open() {
    fixture = new NodesFixture(directory);
    nodes = fixture.nodes;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Nodes restarted() {
    Nodes again = new Nodes();
    Wiring.wire(again, "database", fixture.database, "statusTracker", fixture.statusTracker);
    Wiring.wire(again, "changed", new CapturedEvents<>(), "deleted", new CapturedEvents<>());
    return Wiring.start(Wiring.wire(again, "revoked", new CapturedEvents<>()));
  }

  private static void assertRefused(Kind kind, Runnable call) {
    assertEquals(kind, assertThrows(DomainException.class, call::run).kind());
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"a b", "<b>", "a:b", "a'b"})
  void badNameMakesNoNode(String name) {
    int before = nodes.list().size();
    assertRefused(Kind.BAD_INPUT, () -> nodes.create(name));
    assertRefused(Kind.BAD_INPUT, () -> nodes.rename(NodesFixture.DOOR, name));
    assertEquals(before, nodes.list().size());
    assertEquals(List.of(), fixture.changed.events());
  }

  @Test
  void nameOrIdOfAnotherNodeIsTaken() {
    for (String taken : List.of("greenhouse-1", NodesFixture.GREENHOUSE.value(), Nodes.SELF_NAME)) {
      assertRefused(Kind.CONFLICT, () -> nodes.create(taken));
      assertRefused(Kind.CONFLICT, () -> nodes.rename(NodesFixture.DOOR, taken));
    }
  }

  @Test
  void machineOfTheHubIsThereFromTheStartAndStays() {
    Node self = nodes.self();
    assertEquals(Node.Kind.HOST, self.kind());
    assertRefused(Kind.CONFLICT, () -> nodes.delete(self.id()));
    assertRefused(Kind.CONFLICT, () -> nodes.renewToken(self.id()));
    assertEquals(self.id(), restarted().self().id());
  }

  @Test
  void tokenIdentifiesItsNodeAlsoAfterARestart() {
    Nodes.WithToken made = nodes.create("made");
    assertEquals(Optional.of(made.node().id()), nodes.byToken(made.token()));
    assertEquals(Optional.of(made.node().id()), restarted().byToken(made.token()));
    assertEquals(Optional.empty(), nodes.byToken(made.token() + "x"));
    assertEquals(Optional.empty(), nodes.byToken(""));
  }

  @Test
  void newTokenRevokesTheOldOneAndIsPublished() {
    Nodes.WithToken made = nodes.create("made");
    Nodes.WithToken renewed = nodes.renewToken(made.node().id());
    for (Nodes each : List.of(nodes, restarted())) {
      assertEquals(Optional.empty(), each.byToken(made.token()));
      assertEquals(Optional.of(made.node().id()), each.byToken(renewed.token()));
    }
    assertEquals(List.of(new TokenRevoked(made.node().id())), fixture.revoked.events());
  }

  @Test
  void nodeIsFoundByIdAndByName() {
    assertEquals(NodesFixture.DOOR, nodes.require("door-1").id());
    assertEquals("door-1", nodes.require(NodesFixture.DOOR.value()).name());
    assertRefused(Kind.NOT_FOUND, () -> nodes.require("no-such-node"));
    assertEquals(Optional.empty(), nodes.find(""));
  }

  @Test
  void renamedNodeIsTheSameUnderItsNewNameOnly() {
    nodes.rename(NodesFixture.DOOR, "garage-1");
    for (Nodes each : List.of(nodes, restarted())) {
      assertEquals(NodesFixture.DOOR, each.require("garage-1").id());
      assertEquals(Optional.empty(), each.find("door-1"));
    }
    assertEquals("garage-1", fixture.changed.events().get(0).node().name());
    nodes.create("door-1");
  }

  @Test
  void renamingToTheSameNameChangesNothing() {
    assertEquals("door-1", nodes.rename(NodesFixture.DOOR, "door-1").name());
    assertEquals(List.of(), fixture.changed.events());
  }

  @Test
  void deletedNodeIsForgottenWithItsTokenAndPublished() {
    Nodes.WithToken made = nodes.create("made");
    nodes.delete(made.node().id());
    for (Nodes each : List.of(nodes, restarted())) {
      assertEquals(Optional.empty(), each.find("made"));
      assertEquals(Optional.empty(), each.byToken(made.token()));
    }
    assertEquals(List.of(new NodeDeleted(made.node().id())), fixture.deleted.events());
    assertRefused(Kind.NOT_FOUND, () -> nodes.delete(made.node().id()));
  }

  @Test
  void nodesAreListedByName() {
    List<String> names = nodes.list().stream().map(Node::name).toList();
    assertEquals(List.of("door-1", "greenhouse-1", Nodes.SELF_NAME), names);
  }

  @Test
  void changeOfStatusIsPublishedOnce() {
    long now = System.currentTimeMillis();
    fixture.statusTracker.recordMessage(NodesFixture.DOOR, now);
    fixture.statusTracker.recordMessage(NodesFixture.DOOR, now + 1_000);
    fixture.statusTracker.publishChanges(now + 2_000);
    fixture.statusTracker.publishChanges(now + 60_000);
    fixture.statusTracker.publishChanges(now + 61_000);
    assertEquals(
        List.of(NodeStatus.State.ONLINE, NodeStatus.State.SILENT),
        fixture.changed.events().stream().map(each -> each.status().state()).toList());
  }

  @Test
  void forgottenNodeIsPublishedNoMore() {
    fixture.statusTracker.recordMessage(new NodeId("nosuch00"), System.currentTimeMillis());
    assertEquals(List.of(), fixture.changed.events());
    fixture.statusTracker.recordMessage(NodesFixture.DOOR, System.currentTimeMillis());
    assertTrue(fixture.statusTracker.of(NodesFixture.DOOR).lastSeenMillis().isPresent());
    fixture.statusTracker.onNodeDeleted(new NodeDeleted(NodesFixture.DOOR));
    assertFalse(fixture.statusTracker.of(NodesFixture.DOOR).lastSeenMillis().isPresent());
  }
}
