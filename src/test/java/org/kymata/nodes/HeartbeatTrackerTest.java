package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatTrackerTest {

  private static final long START = 1_000_000;

  private final HeartbeatTracker heartbeat = new HeartbeatTracker();

  /** Records {@code beats} messages so far apart; returns the time of the last. */
  private long recordMessages(int beats, long intervalMillis) {
    long now = START;
    for (int i = 0; i < beats; i++) {
      now = START + i * intervalMillis;
      heartbeat.recordMessage(now);
    }
    return now;
  }

  private NodeStatus.State stateAt(long now) {
    return heartbeat.status(now).state();
  }

  @Test
  void nodeWithoutMessageIsNew() {
    NodeStatus status = heartbeat.status(START);
    assertEquals(NodeStatus.State.NEW, status.state());
    assertEquals(OptionalLong.empty(), status.lastSeenMillis());
    assertEquals(OptionalLong.empty(), status.usualIntervalMillis());
  }

  @Test
  void oneMessageGivesNoInterval() {
    recordMessages(1, 0);
    assertEquals(OptionalLong.empty(), heartbeat.status(START).usualIntervalMillis());
    assertEquals(OptionalLong.of(START), heartbeat.status(START).lastSeenMillis());
    assertEquals(NodeStatus.State.ONLINE, stateAt(START + 10_000));
    assertEquals(NodeStatus.State.SILENT, stateAt(START + 10_001));
  }

  @ParameterizedTest
  @CsvSource({"1, 10000", "1000, 10000", "3000, 10000", "5000, 15000", "60000, 180000"})
  void nodeIsOfflineAfterThreeUsualIntervalsAndAtLeastTenSeconds(long interval, long patience) {
    long last = recordMessages(20, interval);
    assertEquals(OptionalLong.of(interval), heartbeat.status(last).usualIntervalMillis());
    assertEquals(NodeStatus.State.ONLINE, stateAt(last + patience));
    assertEquals(NodeStatus.State.SILENT, stateAt(last + patience + 1));
  }

  @Test
  void offlineNodeIsOnlineAgainAtItsNextMessage() {
    long last = recordMessages(5, 1_000);
    assertEquals(NodeStatus.State.SILENT, stateAt(last + 60_000));
    heartbeat.recordMessage(last + 60_000);
    assertEquals(NodeStatus.State.ONLINE, stateAt(last + 60_000));
  }

  @Test
  void longSilenceIsNotTakenForAnInterval() {
    long last = recordMessages(50, 5_000);
    heartbeat.recordMessage(last + 86_400_000);
    long usual = heartbeat.status(last + 86_400_000).usualIntervalMillis().orElseThrow();
    assertTrue(usual < 10_000, Long.toString(usual));
  }

  @Test
  void newIntervalIsLearnt() {
    recordMessages(50, 1_000);
    long now = START + 49_000;
    for (int i = 0; i < 60; i++) {
      now += 20_000;
      heartbeat.recordMessage(now);
    }
    long usual = heartbeat.status(now).usualIntervalMillis().orElseThrow();
    assertTrue(usual > 18_000, Long.toString(usual));
  }

  @Test
  void clockThatGoesBackDoesNoHarm() {
    recordMessages(5, 1_000);
    heartbeat.recordMessage(START - 3_600_000);
    NodeStatus status = heartbeat.status(START + 4_000);
    assertEquals(OptionalLong.of(START + 4_000), status.lastSeenMillis());
    assertEquals(NodeStatus.State.ONLINE, status.state());
    assertTrue(status.usualIntervalMillis().orElseThrow() >= 0);
  }

  @Test
  void messageBeforeTheStartCountsAsLastSeenOnly() {
    heartbeat.restore(START);
    NodeStatus status = heartbeat.status(START + 60_000);
    assertEquals(NodeStatus.State.SILENT, status.state());
    assertEquals(OptionalLong.of(START), status.lastSeenMillis());
    assertEquals(OptionalLong.empty(), status.usualIntervalMillis());
  }

  @Test
  void eachStateIsPublishedOnce() {
    assertFalse(heartbeat.markPublished(NodeStatus.State.NEW));
    assertTrue(heartbeat.markPublished(NodeStatus.State.ONLINE));
    assertFalse(heartbeat.markPublished(NodeStatus.State.ONLINE));
    assertTrue(heartbeat.markPublished(NodeStatus.State.SILENT));
  }
}
