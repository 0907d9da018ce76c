package org.kymata.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.commands.CommandState.ACKNOWLEDGED;
import static org.kymata.commands.CommandState.CONFIRMED;
import static org.kymata.commands.CommandState.EXPIRED;
import static org.kymata.commands.CommandState.QUEUED;
import static org.kymata.commands.CommandState.REJECTED;
import static org.kymata.commands.CommandState.SENT;
import static org.kymata.testing.NodesFixture.DOOR;
import static org.kymata.testing.NodesFixture.GREENHOUSE;

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
import org.kymata.commands.CommandFixture.RecordingChannel;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderAdopted;
import org.kymata.nodes.Transport;

/** The life of a command. */
class CommandDispatcherTest {

  @TempDir private Path directory;
  private CommandFixture stage;

  @BeforeEach
  void open() {
    stage = new CommandFixture(directory);
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
    RecordingChannel way = stage.connect(GREENHOUSE, Transport.TCP);
    stage.storeReading(GREENHOUSE, "m");
    stage.submit(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", SENT);
    stage.storeReading(DOOR, "m");
    stage.awaitDelivered();
    assertEquals(SENT, stage.state("c1"));
    stage.storeReading(GREENHOUSE, "m");
    stage.await("c1", CONFIRMED);
    assertEquals(List.of(QUEUED, SENT, ACKNOWLEDGED, CONFIRMED), stage.publishedStates("c1"));
    Set<CommandState> timed = stage.commands.require("c1").times().keySet();
    assertEquals(Set.of(QUEUED, SENT, ACKNOWLEDGED, CONFIRMED), timed);
    assertEquals(List.of("c1"), way.ids());
  }

  @Test
  void nodeOfOursAcknowledgesAndProvesWithTheMetricOfTheAction() {
    Action relay = new Action("togglerele", Action.Kind.SWITCH, "relay", null);
    stage.dispatch.declareCapabilities(GREENHOUSE, List.of(relay));
    stage.connect(GREENHOUSE, Transport.WS);
    stage.submit(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", SENT);
    stage.storeReading(GREENHOUSE, "relay");
    acknowledge("c1", true, null);
    assertEquals(ACKNOWLEDGED, stage.state("c1"));
    acknowledge("c1", true, null);
    stage.storeReading(GREENHOUSE, "temperature");
    stage.awaitDelivered();
    assertEquals(ACKNOWLEDGED, stage.state("c1"));
    stage.storeReading(GREENHOUSE, "relay");
    stage.await("c1", CONFIRMED);
    assertEquals(List.of(QUEUED, SENT, ACKNOWLEDGED, CONFIRMED), stage.publishedStates("c1"));
    assertNotOpen(GREENHOUSE, "c1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void actionWithoutAMetricIsProvedByAnyReadingAfterItsAcknowledgement(boolean declared) {
    if (declared) {
      Action beep = new Action("beep", Action.Kind.BUTTON, null, null);
      stage.dispatch.declareCapabilities(GREENHOUSE, List.of(beep));
    }
    stage.connect(GREENHOUSE, Transport.REST);
    stage.submit(GREENHOUSE, "c1", "beep");
    stage.await("c1", SENT);
    stage.storeReading(GREENHOUSE, "m");
    acknowledge("c1", true, null);
    assertEquals(ACKNOWLEDGED, stage.state("c1"));
    stage.storeReading(GREENHOUSE, "m");
    stage.await("c1", CONFIRMED);
  }

  @Test
  void readingStoredBeforeTheLastStepProvesNothing() {
    PendingCommands book = new PendingCommands(new CommandChannels(), stage.actions);
    Command command =
        CommandValidator.toCommand(
            GREENHOUSE, new CommandRequest("c1", "beep", null, null), "olga", 1_000);
    book.add(new PendingCommand(command));
    book.acknowledge("c1", true, null, 2_000);
    book.confirmByReadings(GREENHOUSE, Set.of("m"), 1_999, 2_001);
    assertEquals(ACKNOWLEDGED, book.find("c1").state());
    book.confirmByReadings(GREENHOUSE, Set.of("m"), 2_000, 2_001);
    assertTrue(book.isEmpty());
  }

  @Test
  void rejectedCommandSaysWhy() {
    stage.connect(GREENHOUSE, Transport.WS);
    stage.submit(GREENHOUSE, "c1", "open");
    stage.submit(GREENHOUSE, "c2", "open");
    stage.submit(GREENHOUSE, "c3", "open");
    stage.await("c3", SENT);
    acknowledge("c1", false, "the lid is locked\u0000\n");
    acknowledge("c2", false, null);
    acknowledge("c3", false, "x".repeat(10_000));
    assertEquals(REJECTED, stage.state("c1"));
    assertEquals("the lid is locked", stage.commands.require("c1").reason());
    assertEquals("the node gave no reason", stage.commands.require("c2").reason());
    assertEquals(256, stage.commands.require("c3").reason().length());
    assertNotOpen(GREENHOUSE, "c1");
  }

  @Test
  void acknowledgementOfAnotherNodeOrOfNothingIsRejected() {
    stage.connect(GREENHOUSE, Transport.WS);
    stage.submit(GREENHOUSE, "c1", "open");
    stage.await("c1", SENT);
    assertNotOpen(DOOR, "c1");
    assertNotOpen(GREENHOUSE, "c2");
    assertNotOpen(GREENHOUSE, null);
    stage.dispatch.tryAcknowledge(DOOR, "c1", true, null);
    stage.awaitDelivered();
    assertEquals(SENT, stage.state("c1"));
  }

  @Test
  void offlineNodeGetsWhatWaitedInOrderWhenItIsBack() {
    for (String id : List.of("c1", "c2", "c3")) {
      stage.submit(GREENHOUSE, id, "togglerele");
    }
    assertEquals(QUEUED, stage.state("c1"));
    RecordingChannel way = stage.connect(GREENHOUSE, Transport.TCP);
    stage.await("c3", SENT);
    assertEquals(List.of("c1", "c2", "c3"), way.ids());
    stage.dispatch.disconnected(GREENHOUSE, way);
    stage.submit(GREENHOUSE, "c4", "togglerele");
    stage.awaitDelivered();
    assertEquals(QUEUED, stage.state("c4"));
  }

  @Test
  void busyChannelGetsItLaterAndOrderIsKept() {
    RecordingChannel way = stage.connect(GREENHOUSE, Transport.TCP);
    way.busy = true;
    stage.submit(GREENHOUSE, "c1", "togglerele");
    stage.submit(GREENHOUSE, "c2", "togglerele");
    stage.awaitDelivered();
    assertEquals(QUEUED, stage.state("c1"));
    way.busy = false;
    stage.dispatch.expireAndRetry(System.currentTimeMillis());
    stage.await("c2", SENT);
    assertEquals(List.of("c1", "c2"), way.ids());
  }

  @Test
  void commandIsSentOnceByTheNewestChannelThatAcceptsIt() {
    RecordingChannel old = stage.connect(GREENHOUSE, Transport.TCP);
    RecordingChannel newest = stage.connect(GREENHOUSE, Transport.TCP);
    stage.submit(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", SENT);
    newest.busy = true;
    stage.submit(GREENHOUSE, "c2", "togglerele");
    stage.await("c2", SENT);
    assertEquals(List.of("c1"), newest.ids());
    assertEquals(List.of("c2"), old.ids());
  }

  @Test
  void expiredCommandSaysWhereItWasStuck() {
    stage.submit(DOOR, "c1", Duration.ofSeconds(1));
    stage.connect(GREENHOUSE, Transport.WS);
    stage.submit(GREENHOUSE, "c2", Duration.ofSeconds(1));
    stage.submit(GREENHOUSE, "c3", Duration.ofSeconds(1));
    stage.submit(GREENHOUSE, "c4", Duration.ofSeconds(60));
    stage.await("c4", SENT);
    acknowledge("c3", true, null);
    long later = System.currentTimeMillis() + 2_000;
    stage.dispatch.expireAndRetry(later);
    for (String id : List.of("c1", "c2", "c3")) {
      stage.await(id, EXPIRED);
    }
    assertEquals("the node was not connected", reason("c1"));
    assertEquals("it was sent and the node did not answer", reason("c2"));
    assertEquals("the node said that it did it, but no reading showed it", reason("c3"));
    assertEquals(SENT, stage.state("c4"));
    assertNotOpen(GREENHOUSE, "c2");
    RecordingChannel late = stage.connect(DOOR, Transport.TCP);
    stage.awaitDelivered();
    assertEquals(List.of(), late.ids());
  }

  private String reason(String id) {
    return stage.commands.require(id).reason();
  }

  @Test
  void restartLosesNoneAndRepeatsNoneThatWasAcknowledged() {
    RecordingChannel before = stage.connect(GREENHOUSE, Transport.WS);
    stage.submit(GREENHOUSE, "acknowledged", Duration.ofHours(1));
    stage.submit(GREENHOUSE, "sent", Duration.ofHours(1));
    stage.await("sent", SENT);
    acknowledge("acknowledged", true, null);
    stage.dispatch.disconnected(GREENHOUSE, before);
    stage.submit(GREENHOUSE, "queued", Duration.ofHours(1));
    stage.submit(GREENHOUSE, "short", Duration.ofSeconds(1));

    stage.restart();
    stage.dispatch.expireAndRetry(System.currentTimeMillis() + 2_000);
    stage.await("short", EXPIRED);
    RecordingChannel after = stage.connect(GREENHOUSE, Transport.WS);
    stage.await("queued", SENT);
    stage.awaitDelivered();
    assertEquals(List.of("sent", "queued"), after.ids());
    stage.dispatch.expireAndRetry(System.currentTimeMillis());
    stage.awaitDelivered();
    assertEquals(List.of("sent", "queued"), after.ids());
    stage.storeReading(GREENHOUSE, "m");
    stage.await("acknowledged", CONFIRMED);
    acknowledge("sent", true, null);
    stage.storeReading(GREENHOUSE, "m");
    stage.await("sent", CONFIRMED);
  }

  @Test
  void whatWasSentBeforeARestartIsProvedOnlyAfterItWasSentAgain() {
    stage.connect(GREENHOUSE, Transport.TCP);
    stage.submit(GREENHOUSE, "c1", Duration.ofHours(1));
    stage.await("c1", SENT);
    stage.restart();
    stage.storeReading(GREENHOUSE, "m");
    stage.awaitDelivered();
    assertEquals(SENT, stage.state("c1"));
    RecordingChannel way = stage.connect(GREENHOUSE, Transport.TCP);
    stage.awaitDelivered();
    assertEquals(List.of("c1"), way.ids());
    stage.storeReading(GREENHOUSE, "m");
    stage.await("c1", CONFIRMED);
  }

  @Test
  void acknowledgementBeforeTheRestartWroteTheSendingCounts() {
    stage.submit(GREENHOUSE, "c1", "togglerele");
    acknowledge("c1", true, null);
    assertEquals(List.of(QUEUED, SENT, ACKNOWLEDGED), stage.publishedStates("c1"));
  }

  @Test
  void nodeOfOursGetsItOnceMoreWhenItsSocketBroke() {
    RecordingChannel first = stage.connect(GREENHOUSE, Transport.WS);
    stage.submit(GREENHOUSE, "c1", Duration.ofHours(1));
    stage.await("c1", SENT);
    stage.dispatch.disconnected(GREENHOUSE, first);
    RecordingChannel poll = stage.connect(GREENHOUSE, Transport.REST);
    stage.submit(GREENHOUSE, "c2", Duration.ofHours(1));
    stage.await("c2", SENT);
    assertEquals(List.of("c2"), poll.ids());
    RecordingChannel second = stage.connect(GREENHOUSE, Transport.WS);
    stage.awaitDelivered();
    assertEquals(List.of("c1"), second.ids());
    stage.dispatch.disconnected(GREENHOUSE, second);
    RecordingChannel third = stage.connect(GREENHOUSE, Transport.WS);
    stage.awaitDelivered();
    assertEquals(List.of(), third.ids());
  }

  @Test
  void olderClientIsNeverSentTheSameTwice() {
    RecordingChannel first = stage.connect(GREENHOUSE, Transport.TCP);
    stage.submit(GREENHOUSE, "c1", Duration.ofHours(1));
    stage.await("c1", SENT);
    stage.dispatch.disconnected(GREENHOUSE, first);
    RecordingChannel second = stage.connect(GREENHOUSE, Transport.TCP);
    stage.awaitDelivered();
    stage.dispatch.expireAndRetry(System.currentTimeMillis());
    stage.awaitDelivered();
    assertEquals(List.of(), second.ids());
  }

  @Test
  void declaredActionsSurviveARestartAndArePublished() {
    List<Action> can =
        List.of(
            new Action("togglerele", Action.Kind.SWITCH, "relay", "Pump"),
            new Action("beep", Action.Kind.BUTTON, null, null));
    stage.dispatch.declareCapabilities(GREENHOUSE, can);
    stage.submit(GREENHOUSE, "c1", "togglerele");
    stage.restart();
    assertEquals(can, stage.actions.of(GREENHOUSE));
    assertEquals(List.of(), stage.actions.of(DOOR));
    assertEquals(GREENHOUSE, stage.nodeChanged.events().get(0).node().id());
    stage.dispatch.declareCapabilities(GREENHOUSE, can);
    stage.awaitDelivered();
    assertEquals(1, stage.nodeChanged.events().size());
  }

  @Test
  void adoptedNodeHasTheDefaultActionUntilItDeclaresOthers() {
    Sender sender = new Sender(Transport.TCP, "192.168.1.7", "gps");
    stage.actions.addControllable(new SenderAdopted(sender, new Binding(DOOR)));
    Sender light = new Sender(Transport.GET, "192.168.1.7", "luminosity");
    stage.actions.addControllable(new SenderAdopted(light, new Binding(GREENHOUSE)));
    assertEquals(List.of("togglerele"), stage.actions.of(DOOR).stream().map(Action::name).toList());
    assertEquals(List.of(), stage.actions.of(GREENHOUSE));
    stage.dispatch.declareCapabilities(DOOR, List.of());
    stage.submit(DOOR, "c1", "togglerele");
    assertEquals(List.of(), stage.actions.of(DOOR));
  }
}
