package org.kymata.doors.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.doors.agent.Gatehouse.heard;
import static org.kymata.doors.agent.Gatehouse.hello;
import static org.kymata.doors.agent.Gatehouse.sampleAt;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.hosts.Host;
import org.kymata.messages.LoggedMessage;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;

class AgentSessionTest {

  @TempDir private Path directory;
  private Gatehouse hub;
  private Nodes.WithToken pi;

  @BeforeEach
  void open() {
    hub = new Gatehouse(directory);
    pi = hub.stage.nodes.create("pi-1");
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private Host host() {
    return hub.hosts.require("pi-1");
  }

  private List<LoggedMessage> frames() {
    return hub.xray.view(pi.node().id()).messages();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"pong\"}                                        | first line must be a hello",
        "{\"type\":\"sample\",\"seq\":1,\"time\":1,\"metrics\":{}}  | first line must be a hello",
        "{\"type\":\"hello\"}                                       | agent must be",
        "{nonsense                                                  | no JSON object",
        "{\"type\":\"hello\",\"agent\":\"a/1\",\"id\":\"m\"}        | token is missing",
        "{\"type\":\"hello\",\"agent\":\"a\",\"id\":\"m\",\"token\":\"kym_2\"} | not known"
      })
  void whoeverBeginsWronglyIsToldWhyAndLeft(String line, String why) {
    EmbeddedChannel agent = hub.dialIn();
    hub.say(agent, line);
    String said = heard(agent);
    assertTrue(said.startsWith("{\"type\":\"error\"") && said.contains(why), said);
    assertFalse(agent.isActive());
  }

  @Test
  void strangerGetsNoMemoryForALongLine() {
    EmbeddedChannel agent = hub.dialIn();
    hub.sendRaw(agent, "{\"type\":\"hello\",\"x\":\"" + "x".repeat(5_000));
    assertTrue(heard(agent).contains("at most 4096 bytes"));
    assertFalse(agent.isActive());
  }

  @Test
  void whoeverConnectsAndSaysNothingIsLeftAfterTenSeconds() {
    EmbeddedChannel agent = hub.dialIn();
    hub.sendRaw(agent, "{\"type\":\"hel");
    hub.pass(agent, 9);
    assertTrue(agent.isActive());
    hub.pass(agent, 2);
    assertFalse(agent.isActive());
  }

  @Test
  void nodeBecomesAHostWithItsAgentsFirstHello() {
    assertTrue(hub.hosts.find(pi.node().id()).isEmpty());
    EmbeddedChannel agent = hub.dialIn();
    hub.say(agent, hello(pi.token(), "r1", 812));
    assertEquals(
        "{\"type\":\"welcome\",\"node\":\"%s\",\"from\":0,\"intervalMillis\":1000,\"running\":true}"
            .formatted(pi.node().id()),
        heard(agent));
    assertEquals(Host.State.CONNECTED, host().state());
    assertEquals("kymata-agent/0.1.0", host().agent());
    assertEquals(Node.Kind.HOST, hub.stage.nodes.require("pi-1").kind());
    agent.close();
    assertEquals(Host.State.WAITING, host().state());
  }

  @Test
  void changesAreLaidOverWhatIsKnownAndStoredWholeAtTheirTime() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    long t = hub.nowMillis;
    hub.say(agent, sampleAt(t, 1, "\"full\":true,", "\"cpu\":12.5,\"memory\":40,\"uptime\":9"));
    hub.say(agent, sampleAt(t + 1_000, 2, "", "\"cpu\":13,\"memory\":null"));
    hub.say(agent, sampleAt(t + 2_000, 3, "", ""));
    assertEquals(Map.of("cpu", 12.5, "memory", 40.0, "uptime", 9.0), hub.storedAt(t));
    assertEquals(Map.of("cpu", 13.0, "uptime", 9.0), hub.storedAt(t + 1_000));
    assertEquals(Map.of("cpu", 13.0, "uptime", 9.0), hub.storedAt(t + 2_000));
    assertEquals("%", hub.stored.get(0).series().unit());
    assertNull(heard(agent), "nothing is acknowledged before it is written down");
    hub.progress.keep();
    hub.settle(agent);
    assertEquals("{\"type\":\"ack\",\"seq\":3}", heard(agent));
    hub.progress.keep();
    hub.settle(agent);
    assertNull(heard(agent));
  }

  @Test
  void whatIsNotCommittedIsNotAcknowledged() {
    hub.commitsAtOnce = false;
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.progress.keep();
    hub.settle(agent);
    assertNull(heard(agent));
    hub.uncommitted.remove().complete(null);
    hub.progress.keep();
    hub.settle(agent);
    assertEquals("{\"type\":\"ack\",\"seq\":1}", heard(agent));
  }

  @Test
  void changeWithoutAPictureBeforeItIsRefused() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hub.sample(1, "", "\"cpu\":1"));
    assertTrue(heard(agent).contains("send a full one"));
    hub.say(agent, hub.sample(2, "\"full\":true,", "\"cpu\":2"));
    hub.say(agent, hub.sample(4, "", "\"cpu\":4"));
    assertTrue(heard(agent).contains("send a full one"));
    hub.say(agent, hub.sample(4, "\"full\":true,", "\"cpu\":4"));
    assertTrue(heard(agent).contains("seq is 4, but must be more"));
    assertEquals(1, hub.stored.size());
    assertEquals(3, host().refused());
    assertTrue(agent.isActive());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"cpu\":-1",
        "\"cpu\":1e300",
        "\"cpu/core10000\":1",
        "\"luck\":1",
        "\"net/eth0/in\":-5",
        "\"cpu\":\"much\"",
        "\"cpu\":{}"
      })
  void lieIsLeftOutToldCountedAndShownAndTheRestIsKept(String lie) {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hub.sample(1, "\"full\":true,", "\"memory\":40," + lie));
    assertEquals(Map.of("memory", 40.0), hub.storedAt(hub.nowMillis));
    assertTrue(heard(agent).startsWith("{\"type\":\"error\""));
    assertEquals(1, host().refused());
    assertTrue(frames().stream().anyMatch(frame -> frame.fromNode() && frame.error() != null));
    assertTrue(agent.isActive());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"reboot\"}", "rubbish", "{\"type\":\"hello\"}", "[]"})
  void lineThatIsNoneIsToldCountedAndShown(String line) {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, line);
    assertTrue(heard(agent).startsWith("{\"type\":\"error\""));
    assertEquals(1, host().refused());
    assertTrue(frames().get(0).raw().contains(line) || frames().size() > 1);
    assertTrue(agent.isActive());
  }

  @Test
  void longestLineIsTakenALongerOneRefusedAndOneWithoutEndEndsIt() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    String sample = hub.sample(1, "\"full\":true,", "\"cpu\":1");
    hub.say(agent, sample + " ".repeat((64 << 10) - sample.length()));
    assertEquals(1, hub.stored.size());
    hub.say(agent, "x".repeat((64 << 10) + 1));
    assertTrue(heard(agent).contains("at most 65536 bytes"));
    for (int i = 0; i < 40 && agent.isActive(); i++) {
      hub.sendRaw(agent, "x".repeat(32 << 10));
    }
    assertFalse(agent.isActive());
  }

  @Test
  void liveSampleOfAWrongClockGetsTheHubsTimeAndABufferedOneIsRefused() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, sampleAt(hub.nowMillis + 61_000, 1, "\"full\":true,", "\"cpu\":1"));
    assertEquals(Map.of("cpu", 1.0), hub.storedAt(hub.nowMillis));
    assertTrue(host().error().contains("ahead of the hub's"), host().error());
    hub.say(agent, sampleAt(hub.nowMillis + 62_000, 2, "", "\"cpu\":2"));
    assertTrue(heard(agent).contains("too fast to be live"));
    hub.nowMillis += 1_000;
    hub.say(agent, sampleAt(5_000, 3, "", "\"cpu\":3"));
    assertEquals(Map.of("cpu", 3.0), hub.storedAt(hub.nowMillis));
    hub.nowMillis += 1_000;
    hub.say(agent, hub.sample(4, "", "\"cpu\":4"));
    assertNull(host().error());
    assertEquals(3, hub.stored.size());
  }

  @Test
  void bufferOfTenMinutesIsTakenWithItsOwnTimes() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    for (int i = 0; i < 600; i++) {
      long time = hub.nowMillis - (600 - i) * 1_000L;
      hub.say(agent, sampleAt(time, i + 1, i == 0 ? "\"full\":true," : "", "\"cpu\":" + i % 90));
    }
    assertEquals(600, hub.stored.stream().map(reading -> reading.timeMillis()).distinct().count());
  }

  @Test
  void stopAndStartAreToldAndSurviveRestartsOfBoth() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.hosts.run(pi.node().id(), false);
    hub.settle(agent);
    assertEquals("{\"type\":\"stop\"}", heard(agent));
    assertEquals(Host.State.STOPPED, host().state());
    hub.say(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    assertEquals(List.of(), hub.stored);
    assertNull(heard(agent));
    agent.close();
    hub.begin();
    assertEquals(Host.State.STOPPED, host().state());
    EmbeddedChannel again = hub.dialIn();
    hub.say(again, hello(pi.token(), "r2", 0));
    assertTrue(heard(again).contains("\"running\":false"));
    hub.hosts.run(pi.node().id(), true);
    hub.settle(again);
    assertEquals("{\"type\":\"start\"}", heard(again));
    hub.say(again, hub.sample(0, "\"full\":true,", "\"cpu\":1"));
    assertEquals(1, hub.stored.size());
  }

  @Test
  void sampleAfterAStartMayFollowTheOneBeforeTheStop() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1,\"memory\":40"));
    hub.hosts.run(pi.node().id(), false);
    hub.settle(agent);
    hub.say(agent, hub.sample(2, "", "\"cpu\":2"));
    hub.hosts.run(pi.node().id(), true);
    hub.settle(agent);
    hub.nowMillis += 5_000;
    hub.say(agent, hub.sample(3, "", "\"uptime\":3"));
    assertEquals(Map.of("cpu", 2.0, "memory", 40.0, "uptime", 3.0), hub.storedAt(hub.nowMillis));
  }

  @Test
  void intervalIsToldAndKept() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.hosts.interval(pi.node().id(), 2_000);
    hub.settle(agent);
    assertEquals("{\"type\":\"interval\",\"millis\":2000}", heard(agent));
    hub.begin();
    assertEquals(2_000, host().intervalMillis());
  }

  @Test
  void silenceIsAskedAboutAndThenGivenUp() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.pass(agent, 15);
    assertEquals("{\"type\":\"ping\"}", heard(agent));
    hub.say(agent, "{\"type\":\"pong\"}");
    hub.pass(agent, 29);
    assertTrue(agent.isActive());
    for (int i = 0; i < 4; i++) {
      // Bytes that make no line are no word.
      hub.sendRaw(agent, "{");
      hub.pass(agent, 5);
    }
    assertFalse(agent.isActive());
    assertTrue(host().error().contains("nothing was heard"), host().error());
  }

  @Test
  void agentThatComesAgainGoesOnWhereItWas() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hub.sample(7, "\"full\":true,", "\"cpu\":1"));
    agent.close();
    EmbeddedChannel again = hub.dialIn();
    hub.say(again, hello(pi.token(), "r1", 9));
    assertTrue(heard(again).contains("\"from\":8"));
    again.close();
    EmbeddedChannel restarted = hub.dialIn();
    hub.say(restarted, hello(pi.token(), "r2", 1));
    assertTrue(heard(restarted).contains("\"from\":0"));
  }

  @Test
  void hubThatWasKilledAsksForNothingThatItAcknowledgedAndStoresNothingTwice() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.progress.keep();
    long second = hub.nowMillis + 1_000;
    hub.say(agent, sampleAt(second, 2, "", "\"cpu\":2"));
    hub.knownTimes.add(hub.nowMillis);
    hub.knownTimes.add(second);
    hub.begin();
    EmbeddedChannel again = hub.dialIn();
    hub.say(again, hello(pi.token(), "r1", 4));
    assertTrue(heard(again).contains("\"from\":2"));
    hub.say(again, sampleAt(second, 2, "\"full\":true,", "\"cpu\":2"));
    hub.say(again, sampleAt(second + 1_000, 3, "", "\"cpu\":3"));
    assertEquals(Map.of("cpu", 2.0), hub.storedAt(second));
    assertEquals(Map.of("cpu", 3.0), hub.storedAt(second + 1_000));
    assertNull(heard(again));
    hub.progress.keep();
    hub.settle(again);
    assertEquals("{\"type\":\"ack\",\"seq\":3}", heard(again));
  }

  @Test
  void connectionWaitsWhileTheIntakeTakesNoMore() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.intakeIsFull = true;
    hub.say(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.say(agent, sampleAt(hub.nowMillis + 1, 2, "", "\"cpu\":2"));
    assertFalse(agent.config().isAutoRead());
    hub.pass(agent, 60);
    assertTrue(agent.isActive(), "who is not read cannot be heard");
    hub.intakeIsFull = false;
    hub.pass(agent, 1);
    assertTrue(agent.config().isAutoRead());
    assertEquals(2, hub.stored.size());
  }

  @Test
  void connectionIsNotReadOnWhileManySamplesWaitForTheirCommit() {
    hub.commitsAtOnce = false;
    EmbeddedChannel agent = hub.welcomed(pi.token());
    for (int i = 0; i < 2 * Samples.MAX_UNCOMMITTED; i++) {
      hub.say(agent, sampleAt(hub.nowMillis + i, i, "\"full\":true,", "\"cpu\":1"));
    }
    assertEquals(Samples.MAX_UNCOMMITTED, hub.stored.size());
    while (!hub.uncommitted.isEmpty()) {
      hub.uncommitted.remove().complete(null);
      hub.settle(agent);
    }
    assertEquals(2 * Samples.MAX_UNCOMMITTED, hub.stored.size());
  }

  @Test
  void whatCouldNotBeStoredIsAskedForAgain() {
    hub.commitsAtOnce = false;
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.say(agent, sampleAt(hub.nowMillis + 1, 2, "", "\"cpu\":2"));
    CompletableFuture<Void> first = hub.uncommitted.remove();
    first.completeExceptionally(new IllegalStateException("disk full"));
    hub.uncommitted.remove().complete(null);
    hub.settle(agent);
    assertFalse(agent.isActive());
    EmbeddedChannel again = hub.dialIn();
    hub.say(again, hello(pi.token(), "r1", 3));
    assertTrue(heard(again).contains("\"from\":0"));
  }

  @Test
  void newerConnectionOfTheSameMachineTakesOverAndThatOfAnotherIsRefused() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    EmbeddedChannel other = hub.dialIn();
    hub.say(other, hello(pi.token(), "r9", 0).replace("\"m1\"", "\"m2\""));
    assertTrue(heard(other).contains("another machine is connected"));
    assertFalse(other.isActive());
    EmbeddedChannel same = hub.welcomed(pi.token());
    agent.runPendingTasks();
    assertFalse(agent.isActive());
    assertEquals(Host.State.CONNECTED, host().state());
    hub.say(same, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    assertEquals(1, hub.stored.size());
  }

  @Test
  void forgottenHostIsHungUpOn() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.hosts.forget(pi.node().id());
    hub.settle(agent);
    assertFalse(agent.isActive());
    assertTrue(hub.stage.nodes.find("pi-1").isPresent());
  }

  @Test
  void tokenIsNotInTheXray() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.say(agent, hello(pi.token(), "r1", 1));
    assertTrue(frames().stream().noneMatch(frame -> frame.raw().contains(pi.token())));
  }
}
