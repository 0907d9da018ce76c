package org.kymata.hosts.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.hosts.agent.AgentFixture.hello;
import static org.kymata.hosts.agent.AgentFixture.readLine;
import static org.kymata.hosts.agent.AgentFixture.sampleAt;

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
  private AgentFixture hub;
  private Nodes.WithToken pi;

  @BeforeEach
  void open() {
    hub = new AgentFixture(directory);
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
    return hub.messages.view(pi.node().id()).messages();
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
  void wrongFirstLineIsAnsweredAndCloses(String line, String why) {
    EmbeddedChannel agent = hub.connectInbound();
    hub.sendLine(agent, line);
    String reply = readLine(agent);
    assertTrue(reply.startsWith("{\"type\":\"error\"") && reply.contains(why), reply);
    assertFalse(agent.isActive());
  }

  @Test
  void unidentifiedAgentGetsNoMemoryForALongLine() {
    EmbeddedChannel agent = hub.connectInbound();
    hub.sendRaw(agent, "{\"type\":\"hello\",\"x\":\"" + "x".repeat(5_000));
    assertTrue(readLine(agent).contains("at most 4096 bytes"));
    assertFalse(agent.isActive());
  }

  @Test
  void connectionWithoutHelloClosesAfterTenSeconds() {
    EmbeddedChannel agent = hub.connectInbound();
    hub.sendRaw(agent, "{\"type\":\"hel");
    hub.advanceTime(agent, 9);
    assertTrue(agent.isActive());
    hub.advanceTime(agent, 2);
    assertFalse(agent.isActive());
  }

  @Test
  void nodeBecomesAHostWithItsAgentsFirstHello() {
    assertTrue(hub.hosts.find(pi.node().id()).isEmpty());
    EmbeddedChannel agent = hub.connectInbound();
    hub.sendLine(agent, hello(pi.token(), "r1", 812));
    assertEquals(
        "{\"type\":\"welcome\",\"node\":\"%s\",\"from\":0,\"intervalMillis\":1000,\"running\":true}"
            .formatted(pi.node().id()),
        readLine(agent));
    assertEquals(Host.State.CONNECTED, host().state());
    assertEquals("kymata-agent/0.1.0", host().agent());
    assertEquals(Node.Kind.HOST, hub.stage.nodes.require("pi-1").kind());
    agent.close();
    assertEquals(Host.State.WAITING, host().state());
  }

  @Test
  void changesAreMergedAndStoredAsCompleteSnapshotsAtTheirTime() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    long t = hub.nowMillis;
    hub.sendLine(
        agent, sampleAt(t, 1, "\"full\":true,", "\"cpu\":12.5,\"memory\":40,\"uptime\":9"));
    hub.sendLine(agent, sampleAt(t + 1_000, 2, "", "\"cpu\":13,\"memory\":null"));
    hub.sendLine(agent, sampleAt(t + 2_000, 3, "", ""));
    assertEquals(Map.of("cpu", 12.5, "memory", 40.0, "uptime", 9.0), hub.storedAt(t));
    assertEquals(Map.of("cpu", 13.0, "uptime", 9.0), hub.storedAt(t + 1_000));
    assertEquals(Map.of("cpu", 13.0, "uptime", 9.0), hub.storedAt(t + 2_000));
    assertEquals("%", hub.stored.get(0).series().unit());
    assertNull(readLine(agent), "nothing is acknowledged before it is written down");
    hub.ackTracker.saveAndAcknowledge();
    hub.runPending(agent);
    assertEquals("{\"type\":\"ack\",\"seq\":3}", readLine(agent));
    hub.ackTracker.saveAndAcknowledge();
    hub.runPending(agent);
    assertNull(readLine(agent));
  }

  @Test
  void whatIsNotCommittedIsNotAcknowledged() {
    hub.commitsAtOnce = false;
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.ackTracker.saveAndAcknowledge();
    hub.runPending(agent);
    assertNull(readLine(agent));
    hub.uncommitted.remove().complete(null);
    hub.ackTracker.saveAndAcknowledge();
    hub.runPending(agent);
    assertEquals("{\"type\":\"ack\",\"seq\":1}", readLine(agent));
  }

  @Test
  void changeWithoutAnEarlierSnapshotIsRejected() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hub.sample(1, "", "\"cpu\":1"));
    assertTrue(readLine(agent).contains("send a full one"));
    hub.sendLine(agent, hub.sample(2, "\"full\":true,", "\"cpu\":2"));
    hub.sendLine(agent, hub.sample(4, "", "\"cpu\":4"));
    assertTrue(readLine(agent).contains("send a full one"));
    hub.sendLine(agent, hub.sample(4, "\"full\":true,", "\"cpu\":4"));
    assertTrue(readLine(agent).contains("seq is 4, but must be more"));
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
  void implausibleValueIsRejectedCountedAndShownAndTheRestIsKept(String lie) {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hub.sample(1, "\"full\":true,", "\"memory\":40," + lie));
    assertEquals(Map.of("memory", 40.0), hub.storedAt(hub.nowMillis));
    assertTrue(readLine(agent).startsWith("{\"type\":\"error\""));
    assertEquals(1, host().refused());
    assertTrue(frames().stream().anyMatch(frame -> frame.fromNode() && frame.error() != null));
    assertTrue(agent.isActive());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"reboot\"}", "rubbish", "{\"type\":\"hello\"}", "[]"})
  void malformedLineIsAnsweredCountedAndShown(String line) {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, line);
    assertTrue(readLine(agent).startsWith("{\"type\":\"error\""));
    assertEquals(1, host().refused());
    assertTrue(frames().get(0).raw().contains(line) || frames().size() > 1);
    assertTrue(agent.isActive());
  }

  @Test
  void longestLineIsAcceptedALongerOneRejectedAndAnEndlessOneCloses() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    String sample = hub.sample(1, "\"full\":true,", "\"cpu\":1");
    hub.sendLine(agent, sample + " ".repeat((64 << 10) - sample.length()));
    assertEquals(1, hub.stored.size());
    hub.sendLine(agent, "x".repeat((64 << 10) + 1));
    assertTrue(readLine(agent).contains("at most 65536 bytes"));
    for (int i = 0; i < 40 && agent.isActive(); i++) {
      hub.sendRaw(agent, "x".repeat(32 << 10));
    }
    assertFalse(agent.isActive());
  }

  @Test
  void liveSampleOfAWrongClockGetsTheHubsTimeAndABufferedOneIsRejected() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, sampleAt(hub.nowMillis + 61_000, 1, "\"full\":true,", "\"cpu\":1"));
    assertEquals(Map.of("cpu", 1.0), hub.storedAt(hub.nowMillis));
    assertTrue(host().error().contains("ahead of the hub's"), host().error());
    hub.sendLine(agent, sampleAt(hub.nowMillis + 62_000, 2, "", "\"cpu\":2"));
    assertTrue(readLine(agent).contains("too fast to be live"));
    hub.nowMillis += 1_000;
    hub.sendLine(agent, sampleAt(5_000, 3, "", "\"cpu\":3"));
    assertEquals(Map.of("cpu", 3.0), hub.storedAt(hub.nowMillis));
    hub.nowMillis += 1_000;
    hub.sendLine(agent, hub.sample(4, "", "\"cpu\":4"));
    assertNull(host().error());
    assertEquals(3, hub.stored.size());
  }

  @Test
  void bufferOfTenMinutesIsAcceptedWithItsOwnTimes() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    for (int i = 0; i < 600; i++) {
      long time = hub.nowMillis - (600 - i) * 1_000L;
      hub.sendLine(
          agent, sampleAt(time, i + 1, i == 0 ? "\"full\":true," : "", "\"cpu\":" + i % 90));
    }
    assertEquals(600, hub.stored.stream().map(reading -> reading.timeMillis()).distinct().count());
  }

  @Test
  void pauseAndResumeAreSentAndSurviveRestartsOfBoth() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.hosts.setRunning(pi.node().id(), false);
    hub.runPending(agent);
    assertEquals("{\"type\":\"stop\"}", readLine(agent));
    assertEquals(Host.State.STOPPED, host().state());
    hub.sendLine(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    assertEquals(List.of(), hub.stored);
    assertNull(readLine(agent));
    agent.close();
    hub.begin();
    assertEquals(Host.State.STOPPED, host().state());
    EmbeddedChannel again = hub.connectInbound();
    hub.sendLine(again, hello(pi.token(), "r2", 0));
    assertTrue(readLine(again).contains("\"running\":false"));
    hub.hosts.setRunning(pi.node().id(), true);
    hub.runPending(again);
    assertEquals("{\"type\":\"start\"}", readLine(again));
    hub.sendLine(again, hub.sample(0, "\"full\":true,", "\"cpu\":1"));
    assertEquals(1, hub.stored.size());
  }

  @Test
  void sampleAfterAStartMayFollowTheOneBeforeTheStop() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1,\"memory\":40"));
    hub.hosts.setRunning(pi.node().id(), false);
    hub.runPending(agent);
    hub.sendLine(agent, hub.sample(2, "", "\"cpu\":2"));
    hub.hosts.setRunning(pi.node().id(), true);
    hub.runPending(agent);
    hub.nowMillis += 5_000;
    hub.sendLine(agent, hub.sample(3, "", "\"uptime\":3"));
    assertEquals(Map.of("cpu", 2.0, "memory", 40.0, "uptime", 3.0), hub.storedAt(hub.nowMillis));
  }

  @Test
  void intervalIsSentAndSaved() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.hosts.setInterval(pi.node().id(), 2_000);
    hub.runPending(agent);
    assertEquals("{\"type\":\"interval\",\"millis\":2000}", readLine(agent));
    hub.begin();
    assertEquals(2_000, host().intervalMillis());
  }

  @Test
  void silenceIsAskedAboutAndThenGivenUp() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.advanceTime(agent, 15);
    assertEquals("{\"type\":\"ping\"}", readLine(agent));
    hub.sendLine(agent, "{\"type\":\"pong\"}");
    hub.advanceTime(agent, 29);
    assertTrue(agent.isActive());
    for (int i = 0; i < 4; i++) {
      // Bytes without a line end do not count as activity.
      hub.sendRaw(agent, "{");
      hub.advanceTime(agent, 5);
    }
    assertFalse(agent.isActive());
    assertTrue(host().error().contains("sent nothing"), host().error());
  }

  @Test
  void agentThatComesAgainGoesOnWhereItWas() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hub.sample(7, "\"full\":true,", "\"cpu\":1"));
    agent.close();
    EmbeddedChannel again = hub.connectInbound();
    hub.sendLine(again, hello(pi.token(), "r1", 9));
    assertTrue(readLine(again).contains("\"from\":8"));
    again.close();
    EmbeddedChannel restarted = hub.connectInbound();
    hub.sendLine(restarted, hello(pi.token(), "r2", 1));
    assertTrue(readLine(restarted).contains("\"from\":0"));
  }

  @Test
  void hubThatWasKilledAsksForNothingThatItAcknowledgedAndStoresNothingTwice() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.ackTracker.saveAndAcknowledge();
    long second = hub.nowMillis + 1_000;
    hub.sendLine(agent, sampleAt(second, 2, "", "\"cpu\":2"));
    hub.knownTimes.add(hub.nowMillis);
    hub.knownTimes.add(second);
    hub.begin();
    EmbeddedChannel again = hub.connectInbound();
    hub.sendLine(again, hello(pi.token(), "r1", 4));
    assertTrue(readLine(again).contains("\"from\":2"));
    hub.sendLine(again, sampleAt(second, 2, "\"full\":true,", "\"cpu\":2"));
    hub.sendLine(again, sampleAt(second + 1_000, 3, "", "\"cpu\":3"));
    assertEquals(Map.of("cpu", 2.0), hub.storedAt(second));
    assertEquals(Map.of("cpu", 3.0), hub.storedAt(second + 1_000));
    assertNull(readLine(again));
    hub.ackTracker.saveAndAcknowledge();
    hub.runPending(again);
    assertEquals("{\"type\":\"ack\",\"seq\":3}", readLine(again));
  }

  @Test
  void connectionWaitsWhileTheIntakeTakesNoMore() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.intakeIsFull = true;
    hub.sendLine(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.sendLine(agent, sampleAt(hub.nowMillis + 1, 2, "", "\"cpu\":2"));
    assertFalse(agent.config().isAutoRead());
    hub.advanceTime(agent, 60);
    assertTrue(agent.isActive(), "a paused connection does not time out");
    hub.intakeIsFull = false;
    hub.advanceTime(agent, 1);
    assertTrue(agent.config().isAutoRead());
    assertEquals(2, hub.stored.size());
  }

  @Test
  void connectionIsNotReadOnWhileManySamplesWaitForTheirCommit() {
    hub.commitsAtOnce = false;
    EmbeddedChannel agent = hub.welcomed(pi.token());
    for (int i = 0; i < 2 * SampleSubmitter.MAX_UNCOMMITTED; i++) {
      hub.sendLine(agent, sampleAt(hub.nowMillis + i, i, "\"full\":true,", "\"cpu\":1"));
    }
    assertEquals(SampleSubmitter.MAX_UNCOMMITTED, hub.stored.size());
    while (!hub.uncommitted.isEmpty()) {
      hub.uncommitted.remove().complete(null);
      hub.runPending(agent);
    }
    assertEquals(2 * SampleSubmitter.MAX_UNCOMMITTED, hub.stored.size());
  }

  @Test
  void whatCouldNotBeStoredIsAskedForAgain() {
    hub.commitsAtOnce = false;
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    hub.sendLine(agent, sampleAt(hub.nowMillis + 1, 2, "", "\"cpu\":2"));
    CompletableFuture<Void> first = hub.uncommitted.remove();
    first.completeExceptionally(new IllegalStateException("disk full"));
    hub.uncommitted.remove().complete(null);
    hub.runPending(agent);
    assertFalse(agent.isActive());
    EmbeddedChannel again = hub.connectInbound();
    hub.sendLine(again, hello(pi.token(), "r1", 3));
    assertTrue(readLine(again).contains("\"from\":0"));
  }

  @Test
  void newerConnectionOfTheSameMachineTakesOverAndThatOfAnotherIsRejected() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    EmbeddedChannel other = hub.connectInbound();
    hub.sendLine(other, hello(pi.token(), "r9", 0).replace("\"m1\"", "\"m2\""));
    assertTrue(readLine(other).contains("another machine is connected"));
    assertFalse(other.isActive());
    EmbeddedChannel same = hub.welcomed(pi.token());
    agent.runPendingTasks();
    assertFalse(agent.isActive());
    assertEquals(Host.State.CONNECTED, host().state());
    hub.sendLine(same, hub.sample(1, "\"full\":true,", "\"cpu\":1"));
    assertEquals(1, hub.stored.size());
  }

  @Test
  void forgottenHostIsHungUpOn() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.hosts.remove(pi.node().id());
    hub.runPending(agent);
    assertFalse(agent.isActive());
    assertTrue(hub.stage.nodes.find("pi-1").isPresent());
  }

  @Test
  void tokenIsNotInTheMessageLog() {
    EmbeddedChannel agent = hub.welcomed(pi.token());
    hub.sendLine(agent, hello(pi.token(), "r1", 1));
    assertTrue(frames().stream().noneMatch(frame -> frame.raw().contains(pi.token())));
  }
}
