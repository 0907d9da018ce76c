package org.kymata.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.commands.State.ACKNOWLEDGED;
import static org.kymata.commands.State.CONFIRMED;
import static org.kymata.commands.State.EXPIRED;
import static org.kymata.commands.State.QUEUED;
import static org.kymata.commands.State.REFUSED;
import static org.kymata.commands.State.SENT;
import static org.kymata.testing.Stage.DOOR;
import static org.kymata.testing.Stage.GREENHOUSE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.commands.CommandStage.Way;
import org.kymata.nodes.Adopted;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderAdopted;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

/** The life of a command. */
class DispatchTest {

  @TempDir private Path directory;
  private CommandStage stage;

  @BeforeEach
  void open() {
    stage = new CommandStage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void assertNotOpen(NodeId node, String id) {
    DomainException refusal =
        assertThrows(DomainException.class, () -> stage.dispatch.acknowledge(node, id, true, null));
    assertEquals(Kind.NOT_FOUND, refusal.kind());
  }

  private void acknowledge(String id, boolean done, String reason) {
    stage.dispatch.acknowledge(GREENHOUSE, id, done, reason).toCompletableFuture().join();
  }

  @Test
  void olderClientProvesWithItsNextReading() {
    Way way = stage.connect(GREENHOUSE, Door.TCP);
    stage.heard(GREENHOUSE, "m");
    stage.order(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", SENT);
    stage.heard(DOOR, "m");
    stage.settle();
    assertEquals(SENT, stage.state("c1"));
    stage.heard(GREENHOUSE, "m");
    stage.await("c1", CONFIRMED);
    assertEquals(List.of(QUEUED, SENT, ACKNOWLEDGED, CONFIRMED), stage.told("c1"));
    Set<State> timed = stage.commands.require("c1").times().keySet();
    assertEquals(Set.of(QUEUED, SENT, ACKNOWLEDGED, CONFIRMED), timed);
    assertEquals(List.of("c1"), way.ids());
  }

  @Test
  void nodeOfOursAcknowledgesAndProvesWithTheMetricOfTheAction() {
    Action relay = new Action("togglerele", Action.Kind.SWITCH, "relay", null);
    stage.dispatch.declared(GREENHOUSE, List.of(relay));
    stage.connect(GREENHOUSE, Door.WS);
    stage.order(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", SENT);
    stage.heard(GREENHOUSE, "relay");
    acknowledge("c1", true, null);
    assertEquals(ACKNOWLEDGED, stage.state("c1"));
    acknowledge("c1", true, null);
    stage.heard(GREENHOUSE, "temperature");
    stage.settle();
    assertEquals(ACKNOWLEDGED, stage.state("c1"));
    stage.heard(GREENHOUSE, "relay");
    stage.await("c1", CONFIRMED);
    assertEquals(List.of(QUEUED, SENT, ACKNOWLEDGED, CONFIRMED), stage.told("c1"));
    assertNotOpen(GREENHOUSE, "c1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void actionWithoutAMetricIsProvedByAnyReadingAfterItsAcknowledgement(boolean declared) {
    if (declared) {
      Action beep = new Action("beep", Action.Kind.BUTTON, null, null);
      stage.dispatch.declared(GREENHOUSE, List.of(beep));
    }
    stage.connect(GREENHOUSE, Door.REST);
    stage.order(GREENHOUSE, "c1", "beep");
    stage.await("c1", SENT);
    stage.heard(GREENHOUSE, "m");
    acknowledge("c1", true, null);
    assertEquals(ACKNOWLEDGED, stage.state("c1"));
    stage.heard(GREENHOUSE, "m");
    stage.await("c1", CONFIRMED);
  }

  @Test
  void readingStoredBeforeTheLastStepProvesNothing() {
    Book book = new Book(new Lines(), stage.actions);
    Command command =
        OrderRules.command(GREENHOUSE, new Order("c1", "beep", null, null), "olga", 1_000);
    book.add(new OpenCommand(command));
    book.acknowledge("c1", true, null, 2_000);
    book.heard(GREENHOUSE, Set.of("m"), 1_999, 2_001);
    assertEquals(ACKNOWLEDGED, book.open("c1").state());
    book.heard(GREENHOUSE, Set.of("m"), 2_000, 2_001);
    assertTrue(book.isEmpty());
  }

  @Test
  void refusedCommandSaysWhy() {
    stage.connect(GREENHOUSE, Door.WS);
    stage.order(GREENHOUSE, "c1", "open");
    stage.order(GREENHOUSE, "c2", "open");
    stage.order(GREENHOUSE, "c3", "open");
    stage.await("c3", SENT);
    acknowledge("c1", false, "the lid is locked\u0000\n");
    acknowledge("c2", false, null);
    acknowledge("c3", false, "x".repeat(10_000));
    assertEquals(REFUSED, stage.state("c1"));
    assertEquals("the lid is locked", stage.commands.require("c1").reason());
    assertEquals("the node gave no reason", stage.commands.require("c2").reason());
    assertEquals(256, stage.commands.require("c3").reason().length());
    assertNotOpen(GREENHOUSE, "c1");
  }

  @Test
  void acknowledgementOfAnotherNodeOrOfNothingIsRefused() {
    stage.connect(GREENHOUSE, Door.WS);
    stage.order(GREENHOUSE, "c1", "open");
    stage.await("c1", SENT);
    assertNotOpen(DOOR, "c1");
    assertNotOpen(GREENHOUSE, "c2");
    assertNotOpen(GREENHOUSE, null);
    stage.dispatch.acknowledged(DOOR, "c1", true, null);
    stage.settle();
    assertEquals(SENT, stage.state("c1"));
  }

  @Test
  void offlineNodeGetsWhatWaitedInOrderWhenItIsBack() {
    for (String id : List.of("c1", "c2", "c3")) {
      stage.order(GREENHOUSE, id, "togglerele");
    }
    assertEquals(QUEUED, stage.state("c1"));
    Way way = stage.connect(GREENHOUSE, Door.TCP);
    stage.await("c3", SENT);
    assertEquals(List.of("c1", "c2", "c3"), way.ids());
    stage.dispatch.disconnected(GREENHOUSE, way);
    stage.order(GREENHOUSE, "c4", "togglerele");
    stage.settle();
    assertEquals(QUEUED, stage.state("c4"));
  }

  @Test
  void busyLineGetsItLaterAndNothingOvertakes() {
    Way way = stage.connect(GREENHOUSE, Door.TCP);
    way.busy = true;
    stage.order(GREENHOUSE, "c1", "togglerele");
    stage.order(GREENHOUSE, "c2", "togglerele");
    stage.settle();
    assertEquals(QUEUED, stage.state("c1"));
    way.busy = false;
    stage.dispatch.look(System.currentTimeMillis());
    stage.await("c2", SENT);
    assertEquals(List.of("c1", "c2"), way.ids());
  }

  @Test
  void commandGoesOnceByTheNewestLineThatTakesIt() {
    Way old = stage.connect(GREENHOUSE, Door.TCP);
    Way newest = stage.connect(GREENHOUSE, Door.TCP);
    stage.order(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", SENT);
    newest.busy = true;
    stage.order(GREENHOUSE, "c2", "togglerele");
    stage.await("c2", SENT);
    assertEquals(List.of("c1"), newest.ids());
    assertEquals(List.of("c2"), old.ids());
  }

  @Test
  void expiredCommandSaysWhereItWasStuck() {
    stage.order(DOOR, "c1", Duration.ofSeconds(1));
    stage.connect(GREENHOUSE, Door.WS);
    stage.order(GREENHOUSE, "c2", Duration.ofSeconds(1));
    stage.order(GREENHOUSE, "c3", Duration.ofSeconds(1));
    stage.order(GREENHOUSE, "c4", Duration.ofSeconds(60));
    stage.await("c4", SENT);
    acknowledge("c3", true, null);
    long later = System.currentTimeMillis() + 2_000;
    stage.dispatch.look(later);
    for (String id : List.of("c1", "c2", "c3")) {
      stage.await(id, EXPIRED);
    }
    assertEquals("the node was not connected", reason("c1"));
    assertEquals("it was sent and the node did not answer", reason("c2"));
    assertEquals("the node said that it did it, but no reading showed it", reason("c3"));
    assertEquals(SENT, stage.state("c4"));
    assertNotOpen(GREENHOUSE, "c2");
    Way late = stage.connect(DOOR, Door.TCP);
    stage.settle();
    assertEquals(List.of(), late.ids());
  }

  private String reason(String id) {
    return stage.commands.require(id).reason();
  }

  @Test
  void restartLosesNoneAndRepeatsNoneThatWasAcknowledged() {
    Way before = stage.connect(GREENHOUSE, Door.WS);
    stage.order(GREENHOUSE, "acknowledged", Duration.ofHours(1));
    stage.order(GREENHOUSE, "sent", Duration.ofHours(1));
    stage.await("sent", SENT);
    acknowledge("acknowledged", true, null);
    stage.dispatch.disconnected(GREENHOUSE, before);
    stage.order(GREENHOUSE, "queued", Duration.ofHours(1));
    stage.order(GREENHOUSE, "short", Duration.ofSeconds(1));

    stage.restart();
    stage.dispatch.look(System.currentTimeMillis() + 2_000);
    stage.await("short", EXPIRED);
    Way after = stage.connect(GREENHOUSE, Door.WS);
    stage.await("queued", SENT);
    stage.settle();
    assertEquals(List.of("sent", "queued"), after.ids());
    stage.dispatch.look(System.currentTimeMillis());
    stage.settle();
    assertEquals(List.of("sent", "queued"), after.ids());
    stage.heard(GREENHOUSE, "m");
    stage.await("acknowledged", CONFIRMED);
    acknowledge("sent", true, null);
    stage.heard(GREENHOUSE, "m");
    stage.await("sent", CONFIRMED);
  }

  @Test
  void whatWasSentBeforeARestartIsProvedOnlyAfterItWasSentAgain() {
    stage.connect(GREENHOUSE, Door.TCP);
    stage.order(GREENHOUSE, "c1", Duration.ofHours(1));
    stage.await("c1", SENT);
    stage.restart();
    stage.heard(GREENHOUSE, "m");
    stage.settle();
    assertEquals(SENT, stage.state("c1"));
    Way way = stage.connect(GREENHOUSE, Door.TCP);
    stage.settle();
    assertEquals(List.of("c1"), way.ids());
    stage.heard(GREENHOUSE, "m");
    stage.await("c1", CONFIRMED);
  }

  @Test
  void acknowledgementBeforeTheRestartWroteTheSendingCounts() {
    stage.order(GREENHOUSE, "c1", "togglerele");
    acknowledge("c1", true, null);
    assertEquals(List.of(QUEUED, SENT, ACKNOWLEDGED), stage.told("c1"));
  }

  @Test
  void nodeOfOursGetsItOnceMoreWhenItsSocketBroke() {
    Way first = stage.connect(GREENHOUSE, Door.WS);
    stage.order(GREENHOUSE, "c1", Duration.ofHours(1));
    stage.await("c1", SENT);
    stage.dispatch.disconnected(GREENHOUSE, first);
    Way poll = stage.connect(GREENHOUSE, Door.REST);
    stage.order(GREENHOUSE, "c2", Duration.ofHours(1));
    stage.await("c2", SENT);
    assertEquals(List.of("c2"), poll.ids());
    Way second = stage.connect(GREENHOUSE, Door.WS);
    stage.settle();
    assertEquals(List.of("c1"), second.ids());
    stage.dispatch.disconnected(GREENHOUSE, second);
    Way third = stage.connect(GREENHOUSE, Door.WS);
    stage.settle();
    assertEquals(List.of(), third.ids());
  }

  @Test
  void olderClientIsNeverSentTheSameTwice() {
    Way first = stage.connect(GREENHOUSE, Door.TCP);
    stage.order(GREENHOUSE, "c1", Duration.ofHours(1));
    stage.await("c1", SENT);
    stage.dispatch.disconnected(GREENHOUSE, first);
    Way second = stage.connect(GREENHOUSE, Door.TCP);
    stage.settle();
    stage.dispatch.look(System.currentTimeMillis());
    stage.settle();
    assertEquals(List.of(), second.ids());
  }

  @Test
  void declaredActionsSurviveARestartAndAreTold() {
    List<Action> can =
        List.of(
            new Action("togglerele", Action.Kind.SWITCH, "relay", "Pump"),
            new Action("beep", Action.Kind.BUTTON, null, null));
    stage.dispatch.declared(GREENHOUSE, can);
    stage.order(GREENHOUSE, "c1", "togglerele");
    stage.restart();
    assertEquals(can, stage.actions.of(GREENHOUSE));
    assertEquals(List.of(), stage.actions.of(DOOR));
    assertEquals(GREENHOUSE, stage.nodeChanged.all().get(0).node().id());
    stage.dispatch.declared(GREENHOUSE, can);
    stage.settle();
    assertEquals(1, stage.nodeChanged.all().size());
  }

  @Test
  void adoptedNodeHasTheUsualActionUntilItDeclaresOthers() {
    Sender sender = new Sender(Door.TCP, "192.168.1.7", "gps");
    stage.actions.learn(new SenderAdopted(sender, new Adopted(DOOR)));
    Sender light = new Sender(Door.GET, "192.168.1.7", "luminosity");
    stage.actions.learn(new SenderAdopted(light, new Adopted(GREENHOUSE)));
    assertEquals(List.of("togglerele"), stage.actions.of(DOOR).stream().map(Action::name).toList());
    assertEquals(List.of(), stage.actions.of(GREENHOUSE));
    stage.dispatch.declared(DOOR, List.of());
    stage.order(DOOR, "c1", "togglerele");
    assertEquals(List.of(), stage.actions.of(DOOR));
  }
}
