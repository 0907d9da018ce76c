package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PulseTest {

  private static final long START = 1_000_000;

  private final Pulse pulse = new Pulse();

  /** Hears {@code beats} messages so far apart; returns when the last came. */
  private long hear(int beats, long intervalMillis) {
    long now = START;
    for (int i = 0; i < beats; i++) {
      now = START + i * intervalMillis;
      pulse.heard(now);
    }
    return now;
  }

  private Presence.State stateAt(long now) {
    return pulse.presence(now).state();
  }

  @Test
  void nodeThatWasNeverHeardOfIsNew() {
    Presence presence = pulse.presence(START);
    assertEquals(Presence.State.NEW, presence.state());
    assertEquals(OptionalLong.empty(), presence.lastSeenMillis());
    assertEquals(OptionalLong.empty(), presence.usualIntervalMillis());
  }

  @Test
  void oneMessageTellsNoInterval() {
    hear(1, 0);
    assertEquals(OptionalLong.empty(), pulse.presence(START).usualIntervalMillis());
    assertEquals(OptionalLong.of(START), pulse.presence(START).lastSeenMillis());
    assertEquals(Presence.State.ONLINE, stateAt(START + 10_000));
    assertEquals(Presence.State.SILENT, stateAt(START + 10_001));
  }

  @ParameterizedTest
  @CsvSource({"1, 10000", "1000, 10000", "3000, 10000", "5000, 15000", "60000, 180000"})
  void nodeIsSilentAfterThreeUsualIntervalsAndAtLeastTenSeconds(long interval, long patience) {
    long last = hear(20, interval);
    assertEquals(OptionalLong.of(interval), pulse.presence(last).usualIntervalMillis());
    assertEquals(Presence.State.ONLINE, stateAt(last + patience));
    assertEquals(Presence.State.SILENT, stateAt(last + patience + 1));
  }

  @Test
  void silentNodeIsOnlineAgainAtItsNextMessage() {
    long last = hear(5, 1_000);
    assertEquals(Presence.State.SILENT, stateAt(last + 60_000));
    pulse.heard(last + 60_000);
    assertEquals(Presence.State.ONLINE, stateAt(last + 60_000));
  }

  @Test
  void longSilenceIsNotTakenForAPace() {
    long last = hear(50, 5_000);
    pulse.heard(last + 86_400_000);
    long usual = pulse.presence(last + 86_400_000).usualIntervalMillis().orElseThrow();
    assertTrue(usual < 10_000, Long.toString(usual));
  }

  @Test
  void newPaceIsLearnt() {
    hear(50, 1_000);
    long now = START + 49_000;
    for (int i = 0; i < 60; i++) {
      now += 20_000;
      pulse.heard(now);
    }
    long usual = pulse.presence(now).usualIntervalMillis().orElseThrow();
    assertTrue(usual > 18_000, Long.toString(usual));
  }

  @Test
  void clockThatGoesBackDoesNoHarm() {
    hear(5, 1_000);
    pulse.heard(START - 3_600_000);
    Presence presence = pulse.presence(START + 4_000);
    assertEquals(OptionalLong.of(START + 4_000), presence.lastSeenMillis());
    assertEquals(Presence.State.ONLINE, presence.state());
    assertTrue(presence.usualIntervalMillis().orElseThrow() >= 0);
  }

  @Test
  void whatWasHeardBeforeTheStartCountsAsLastSeenOnly() {
    pulse.restore(START);
    Presence presence = pulse.presence(START + 60_000);
    assertEquals(Presence.State.SILENT, presence.state());
    assertEquals(OptionalLong.of(START), presence.lastSeenMillis());
    assertEquals(OptionalLong.empty(), presence.usualIntervalMillis());
  }

  @Test
  void eachStateIsNewsOnce() {
    assertFalse(pulse.isNews(Presence.State.NEW));
    assertTrue(pulse.isNews(Presence.State.ONLINE));
    assertFalse(pulse.isNews(Presence.State.ONLINE));
    assertTrue(pulse.isNews(Presence.State.SILENT));
  }
}
