package org.kymata.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.testing.Stage.DOOR;
import static org.kymata.testing.Stage.GREENHOUSE;

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
import org.kymata.access.Audit;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

/** What may be ordered. */
class CommandsTest {

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

  private static void assertRefused(Kind kind, Runnable call) {
    assertEquals(kind, assertThrows(DomainException.class, call::run).kind());
  }

  private void assertRefused(Kind kind, Order order) {
    assertRefused(kind, () -> stage.commands.order(GREENHOUSE, order, "olga"));
    assertEquals(List.of(), stage.commands.list(GREENHOUSE, 10));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"toggle relay", "<b>", "a'b"})
  void badActionIsRefused(String action) {
    assertRefused(Kind.BAD_INPUT, new Order(null, action, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "next", "a/b", "a b", "ä", "a\u0000"})
  void badIdIsRefused(String id) {
    assertRefused(Kind.BAD_INPUT, new Order(id, "togglerele", null, null));
    assertRefused(Kind.BAD_INPUT, new Order("x".repeat(65), "togglerele", null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.9S", "PT-1S", "P7DT1S", "P9999D"})
  void badTtlIsRefused(String ttl) {
    assertRefused(Kind.BAD_INPUT, new Order(null, "togglerele", null, Duration.parse(ttl)));
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
  void badArgumentsAreRefused(String arguments) {
    assertRefused(Kind.BAD_INPUT, new Order(null, "togglerele", arguments, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {4_089, 1 << 20})
  void argumentsOverFourKibibytesAreRefused(int size) {
    String arguments = "{\"a\":\"" + "x".repeat(size) + "\"}";
    assertRefused(Kind.TOO_LARGE, new Order(null, "togglerele", arguments, null));
    String fewer = "{\"a\":\"" + "ä".repeat(2_045) + "\"}";
    assertRefused(Kind.TOO_LARGE, new Order(null, "togglerele", fewer, null));
  }

  @Test
  void argumentsOfFourKibibytesAreTakenAndKept() {
    String arguments = "{\"a\":\"" + "x".repeat(4_088) + "\"}";
    Command command =
        stage.commands.order(GREENHOUSE, new Order(null, "display", arguments, null), "olga");
    assertEquals(arguments, stage.commands.require(command.id()).arguments());
  }

  @Test
  void nobodyAndThisMachineTakeNoCommands() {
    assertRefused(Kind.NOT_FOUND, () -> stage.order(new NodeId("nobody00"), "c1", "togglerele"));
    NodeId self = stage.stage.nodes.self().id();
    assertRefused(Kind.CONFLICT, () -> stage.order(self, "c1", "togglerele"));
    assertRefused(Kind.NOT_FOUND, () -> stage.commands.require("c1"));
  }

  @Test
  void orderIsKeptBeforeItIsAnswered() {
    Command command = stage.order(GREENHOUSE, "c1", "togglerele");
    assertEquals(command, stage.commands.require("c1"));
    assertEquals(State.QUEUED, command.state());
    assertEquals("olga", command.by());
    assertEquals("{}", command.arguments());
    assertEquals(30_000, command.expires() - command.created());
    Command setting = stage.order(GREENHOUSE, "c2", "changesetting");
    assertEquals(24 * 3_600_000, setting.expires() - setting.created());
    Audit.Entry noted = stage.audit.newest(1).get(0);
    assertEquals("greenhouse-1", noted.nodeName());
    assertEquals("changesetting", noted.detail());
  }

  @Test
  void sameIdTwiceIsOneCommandAlsoAfterItsEndAndARestart() {
    CommandStage.Way way = stage.connect(GREENHOUSE, Door.TCP);
    Order order = new Order("c1", "togglerele", "{ \"a\" : 1 }", null);
    Order again = new Order("c1", "togglerele", "{\"a\":1}", null);
    stage.commands.order(GREENHOUSE, order, "olga");
    stage.await("c1", State.SENT);
    assertEquals(State.SENT, stage.commands.order(GREENHOUSE, again, "olga").state());
    stage.heard(GREENHOUSE, "m");
    stage.await("c1", State.CONFIRMED);
    assertEquals(State.CONFIRMED, stage.commands.order(GREENHOUSE, again, "olga").state());
    stage.restart();
    assertEquals(State.CONFIRMED, stage.commands.order(GREENHOUSE, again, "olga").state());
    assertEquals(1, stage.commands.list(GREENHOUSE, 10).size());
    assertEquals(List.of("c1"), way.ids());
    assertEquals(1, stage.audit.newest(10).size());
  }

  @Test
  void idOfAnotherCommandIsTaken() {
    stage.order(GREENHOUSE, "c1", "togglerele");
    assertRefused(Kind.CONFLICT, () -> stage.order(DOOR, "c1", "togglerele"));
    assertRefused(Kind.CONFLICT, () -> stage.order(GREENHOUSE, "c1", "open"));
    assertRefused(Kind.CONFLICT, () -> stage.order(GREENHOUSE, "c1", Duration.ofHours(1)));
    Order other = new Order("c1", "togglerele", "{\"a\":1}", null);
    assertRefused(Kind.CONFLICT, () -> stage.commands.order(GREENHOUSE, other, "olga"));
  }

  @Test
  void sameIdFromManyAtOnceIsOneCommand() {
    IntStream.range(0, 20)
        .parallel()
        .forEach(i -> stage.order(GREENHOUSE, "c" + i % 2, "togglerele"));
    assertEquals(2, stage.commands.list(GREENHOUSE, 100).size());
  }

  @Test
  void hundredMayWaitForANodeAndNoMore() {
    IntStream.range(0, 100).forEach(i -> stage.order(GREENHOUSE, "c" + i, Duration.ofHours(1)));
    assertRefused(Kind.CONFLICT, () -> stage.order(GREENHOUSE, "c100", "togglerele"));
    stage.order(DOOR, "d0", "togglerele");
    stage.restart();
    assertRefused(Kind.CONFLICT, () -> stage.order(GREENHOUSE, "c100", "togglerele"));
    CommandStage.Way way = stage.connect(GREENHOUSE, Door.WS);
    stage.await("c99", State.SENT);
    assertEquals(IntStream.range(0, 100).mapToObj(i -> "c" + i).toList(), way.ids());
    stage.order(GREENHOUSE, "c100", "togglerele");
  }

  @Test
  void deletedNodeTakesItsCommandsAlong() {
    stage.order(GREENHOUSE, "c1", "togglerele");
    stage.dispatch.declared(
        GREENHOUSE, List.of(new Action("open", Action.Kind.BUTTON, null, null)));
    stage.settle();
    stage.stage.nodes.delete(GREENHOUSE);
    Awaitility.await().until(() -> stage.told("c1").contains(State.EXPIRED));
    assertRefused(Kind.NOT_FOUND, () -> stage.commands.require("c1"));
    assertRefused(Kind.NOT_FOUND, () -> stage.order(GREENHOUSE, "c2", "togglerele"));
    assertEquals(List.of(), stage.actions.of(GREENHOUSE));
    stage.restart();
    assertEquals(List.of(), stage.actions.of(GREENHOUSE));
    stage.order(DOOR, "c1", "togglerele");
  }

  @Test
  void endedCommandsBeyondTheNewestThousandAreDropped() {
    stage.stage.database.run(
        entities -> {
          for (int i = 0; i < CommandStore.MAX_ENDED + 50; i++) {
            Command old =
                OrderRules.command(GREENHOUSE, new Order("old" + i, "a", null, null), "olga", i);
            CommandStore.add(entities, old.become(State.EXPIRED, "x", 1), i + 1);
          }
        });
    stage.restart();
    stage.connect(GREENHOUSE, Door.TCP);
    stage.order(GREENHOUSE, "c1", "togglerele");
    stage.await("c1", State.SENT);
    stage.heard(GREENHOUSE, "m");
    stage.await("c1", State.CONFIRMED);
    assertRefused(Kind.NOT_FOUND, () -> stage.commands.require("old50"));
    assertEquals(State.EXPIRED, stage.state("old51"));
    assertFalse(stage.commands.list(GREENHOUSE, 2_000).isEmpty());
  }

  @Test
  void newestCommandsAreListedFirst() {
    List<String> ids = IntStream.range(0, 5).mapToObj(i -> "c" + i).toList();
    ids.forEach(id -> stage.order(GREENHOUSE, id, "togglerele"));
    List<String> listed = stage.commands.list(GREENHOUSE, 3).stream().map(Command::id).toList();
    assertEquals(List.of("c4", "c3", "c2"), listed);
    assertTrue(stage.commands.list(DOOR, 3).isEmpty());
  }
}
