package org.kymata.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.testing.NodesFixture.DOOR;
import static org.kymata.testing.NodesFixture.GREENHOUSE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.security.AuditLog;

/** What may be ordered. */
class CommandServiceTest {

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

  private static void assertRejected(Kind kind, Runnable call) {
    assertEquals(kind, assertThrows(DomainException.class, call::run).kind());
  }

  private void assertRejected(Kind kind, CommandRequest order) {
    assertRejected(kind, () -> stage.commands.submitAndWait(GREENHOUSE, order, "olga"));
    assertEquals(List.of(), stage.commands.list(GREENHOUSE, 10));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"toggle relay", "<b>", "a'b"})
  void badActionIsRejected(String action) {
    assertRejected(Kind.BAD_INPUT, new CommandRequest(null, action, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "next", "a/b", "a b", "ä", "a\u0000"})
  void badIdIsRejected(String id) {
    assertRejected(Kind.BAD_INPUT, new CommandRequest(id, "togglerele", null, null));
    assertRejected(Kind.BAD_INPUT, new CommandRequest("x".repeat(65), "togglerele", null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.9S", "PT-1S", "P7DT1S", "P9999D"})
  void badTtlIsRejected(String ttl) {
    assertRejected(
        Kind.BAD_INPUT, new CommandRequest(null, "togglerele", null, Duration.parse(ttl)));
  }

  static Stream<String> badArguments() {
    return Stream.of(
        "",
        "[]",
        "1",
        "null",
        "{\"a\":",
        "{} {}",
        "{\"a\":NaN}",
        "{\"a\":1e99999999999}",
        "{\"a\":\"\\ud800\"}",
        "[".repeat(2_000),
        "{\"a\":" + "[".repeat(8) + "]".repeat(8) + "}");
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void badArgumentsAreRejected(String arguments) {
    assertRejected(Kind.BAD_INPUT, new CommandRequest(null, "togglerele", arguments, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {4_089, 1 << 20})
  void argumentsOverFourKibibytesAreRejected(int size) {
    String arguments = "{\"a\":\"" + "x".repeat(size) + "\"}";
    assertRejected(Kind.TOO_LARGE, new CommandRequest(null, "togglerele", arguments, null));
    String fewer = "{\"a\":\"" + "ä".repeat(2_045) + "\"}";
    assertRejected(Kind.TOO_LARGE, new CommandRequest(null, "togglerele", fewer, null));
  }

  @Test
  void argumentsOfFourKibibytesAreAcceptedAndStored() {
    String arguments = "{\"a\":\"" + "x".repeat(4_088) + "\"}";
    Command command =
        stage.commands.submitAndWait(
            GREENHOUSE, new CommandRequest(null, "display", arguments, null), "olga");
    assertEquals(arguments, stage.commands.require(command.id()).arguments());
  }

  @Test
  void unknownNodeAndThisMachineAcceptNoCommands() {
    assertRejected(Kind.NOT_FOUND, () -> stage.submit(new NodeId("nobody00"), "c1", "togglerele"));
    NodeId self = stage.stage.nodes.self().id();
    assertRejected(Kind.CONFLICT, () -> stage.submit(self, "c1", "togglerele"));
    assertRejected(Kind.NOT_FOUND, () -> stage.commands.require("c1"));
  }

  @Test
  void commandIsStoredBeforeItIsAnswered() {
    Command command = stage.submit(GREENHOUSE, "c1", "togglerele");
    assertEquals(command, stage.commands.require("c1"));
    assertEquals(CommandState.QUEUED, command.state());
    assertEquals("olga", command.by());
    assertEquals("{}", command.arguments());
    assertEquals(30_000, command.expires() - command.created());
    Command setting = stage.submit(GREENHOUSE, "c2", "changesetting");
    assertEquals(24 * 3_600_000, setting.expires() - setting.created());
    AuditLog.Entry noted = stage.audit.newest(1).get(0);
    assertEquals("greenhouse-1", noted.nodeName());
    assertEquals("changesetting", noted.detail());
  }

  @Test
  void sameIdTwiceIsOneCommandAlsoAfterItsEndAndARestart() {
    CommandFixture.RecordingChannel way = stage.connect(GREENHOUSE, Transport.TCP);
    CommandRequest order = new CommandRequest("c1", "togglerele", "{ \"a\" : 1 }", null);
    CommandRequest again = new CommandRequest("c1", "togglerele", "{\"a\":1}", null);
    stage.commands.submitAndWait(GREENHOUSE, order, "olga");
    stage.await("c1", CommandState.SENT);
    assertEquals(
        CommandState.SENT, stage.commands.submitAndWait(GREENHOUSE, again, "olga").state());
    stage.storeReading(GREENHOUSE, "m");
    stage.await("c1", CommandState.CONFIRMED);
    assertEquals(
        CommandState.CONFIRMED, stage.commands.submitAndWait(GREENHOUSE, again, "olga").state());
    stage.restart();
    assertEquals(
        CommandState.CONFIRMED, stage.commands.submitAndWait(GREENHOUSE, again, "olga").state());
    assertEquals(1, stage.commands.list(GREENHOUSE, 10).size());
    assertEquals(List.of("c1"), way.ids());
    assertEquals(1, stage.audit.newest(10).size());
  }

  @Test
  void idOfAnotherCommandIsRejected() {
    stage.submit(GREENHOUSE, "c1", "togglerele");
    assertRejected(Kind.CONFLICT, () -> stage.submit(DOOR, "c1", "togglerele"));
    assertRejected(Kind.CONFLICT, () -> stage.submit(GREENHOUSE, "c1", "open"));
    assertRejected(Kind.CONFLICT, () -> stage.submit(GREENHOUSE, "c1", Duration.ofHours(1)));
    CommandRequest other = new CommandRequest("c1", "togglerele", "{\"a\":1}", null);
    assertRejected(Kind.CONFLICT, () -> stage.commands.submitAndWait(GREENHOUSE, other, "olga"));
  }

  @Test
  void sameIdFromManyAtOnceIsOneCommand() {
    IntStream.range(0, 20)
        .parallel()
        .forEach(i -> stage.submit(GREENHOUSE, "c" + i % 2, "togglerele"));
    assertEquals(2, stage.commands.list(GREENHOUSE, 100).size());
  }

  @Test
  void atMostHundredCommandsQueueForANode() {
    IntStream.range(0, 100).forEach(i -> stage.submit(GREENHOUSE, "c" + i, Duration.ofHours(1)));
    assertRejected(Kind.CONFLICT, () -> stage.submit(GREENHOUSE, "c100", "togglerele"));
    stage.submit(DOOR, "d0", "togglerele");
    stage.restart();
    assertRejected(Kind.CONFLICT, () -> stage.submit(GREENHOUSE, "c100", "togglerele"));
    CommandFixture.RecordingChannel way = stage.connect(GREENHOUSE, Transport.WS);
    stage.await("c99", CommandState.SENT);
    assertEquals(IntStream.range(0, 100).mapToObj(i -> "c" + i).toList(), way.ids());
    stage.submit(GREENHOUSE, "c100", "togglerele");
  }

  @Test
  void commandsAreDeletedWithTheirNode() {
    stage.submit(GREENHOUSE, "c1", "togglerele");
    stage.dispatch.declareCapabilities(
        GREENHOUSE, List.of(new Action("open", Action.Kind.BUTTON, null, null)));
    stage.awaitDelivered();
    stage.stage.nodes.delete(GREENHOUSE);
    Awaitility.await().until(() -> stage.publishedStates("c1").contains(CommandState.EXPIRED));
    assertRejected(Kind.NOT_FOUND, () -> stage.commands.require("c1"));
    assertRejected(Kind.NOT_FOUND, () -> stage.submit(GREENHOUSE, "c2", "togglerele"));
    assertEquals(List.of(), stage.actions.of(GREENHOUSE));
    stage.restart();
    assertEquals(List.of(), stage.actions.of(GREENHOUSE));
    stage.submit(DOOR, "c1", "togglerele");
  }

  @Test
  void endedCommandsBeyondTheNewestThousandAreDropped() {
    stage.stage.database.run(
        entities -> {
          for (int i = 0; i < CommandStore.MAX_ENDED + 50; i++) {
            Command old =
                CommandValidator.toCommand(
                    GREENHOUSE, new CommandRequest("old" + i, "a", null, null), "olga", i);
            CommandStore.add(entities, old.withState(CommandState.EXPIRED, "x", 1), i + 1);
          }
        });
    stage.restart();
    stage.connect(GREENHOUSE, Transport.TCP);
    stage.submit(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", CommandState.SENT);
    stage.storeReading(GREENHOUSE, "m");
    stage.await("c1", CommandState.CONFIRMED);
    assertRejected(Kind.NOT_FOUND, () -> stage.commands.require("old50"));
    assertEquals(CommandState.EXPIRED, stage.state("old51"));
    assertFalse(stage.commands.list(GREENHOUSE, 2_000).isEmpty());
  }

  @Test
  void newestCommandsAreListedFirst() {
    List<String> ids = IntStream.range(0, 5).mapToObj(i -> "c" + i).toList();
    ids.forEach(id -> stage.submit(GREENHOUSE, id, "togglerele"));
    List<String> listed = stage.commands.list(GREENHOUSE, 3).stream().map(Command::id).toList();
    assertEquals(List.of("c4", "c3", "c2"), listed);
    assertTrue(stage.commands.list(DOOR, 3).isEmpty());
  }
}
