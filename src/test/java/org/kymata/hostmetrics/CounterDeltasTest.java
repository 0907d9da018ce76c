package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.kymata.hostmetrics.CounterDeltas.UNKNOWN;
import static org.kymata.hostmetrics.RecordedMachines.SECOND;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CounterDeltasTest {
  private final CounterDeltas deltas = new CounterDeltas();

  private long[] growth(int second, long... counters) {
    return deltas.update(Map.of("a", counters), second * SECOND).groups().get("a");
  }

  @Test
  void whatIsSeenForTheFirstTimeHasNotGrown() {
    assertNull(growth(0, 5, 5));
  }

  @Test
  void counterMissingOnceStartsAgain() {
    growth(0, 5);
    deltas.update(Map.of(), SECOND);
    assertNull(growth(2, 900));
  }

  @Test
  void failedReadIsNeitherARateNorFollowedByASpike() {
    growth(0, 5_000_000, 300);
    assertArrayEquals(new long[] {UNKNOWN, UNKNOWN}, growth(1, 0, 0));
    assertNull(growth(2, 5_000_100, 400));
    assertArrayEquals(new long[] {100, 100}, growth(3, 5_000_200, 500));
  }

  @Test
  void oneCounterThatWentBackIsAGapOfItsOwn() {
    growth(0, 100, 50);
    assertArrayEquals(new long[] {10, UNKNOWN}, growth(1, 110, 49));
    assertArrayEquals(new long[] {10, 1}, growth(2, 120, 50));
  }

  @Test
  void counterThatCannotBeReadIsAGapUntilItWasReadTwice() {
    growth(0, 100, -1);
    assertArrayEquals(new long[] {10, UNKNOWN}, growth(1, 110, 7));
    assertArrayEquals(new long[] {10, 2}, growth(2, 120, 9));
  }

  @Test
  void restIsNoGap() {
    growth(0, 100);
    assertArrayEquals(new long[] {0}, growth(1, 100));
    assertArrayEquals(new long[] {0}, growth(2, 100));
  }

  @Test
  void clockThatStandsStillOrGoesBackMeasuresNothing() {
    growth(5, 100);
    assertNull(growth(5, 200));
    assertNull(growth(4, 300));
    assertArrayEquals(new long[] {100}, growth(5, 400));
  }

  @Test
  void otherNumberOfCountersStartsAnew() {
    growth(0, 1, 2);
    assertNull(growth(1, 1, 2, 3));
  }

  @Test
  void rateIsGrowthOverSeconds() {
    deltas.update(Map.of("a", new long[] {10, 10}), 0);
    CounterDeltas.Delta growth = deltas.update(Map.of("a", new long[] {20, 9}), 4 * SECOND);
    assertEquals(OptionalDouble.of(2.5), growth.perSecond("a", 0));
    assertEquals(OptionalDouble.empty(), growth.perSecond("a", 1));
    assertEquals(OptionalDouble.empty(), growth.perSecond("b", 0));
  }
}
