package org.kymata.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistogramTest {

  private final Histogram histogram = new Histogram(1, 2, 5);

  @Test
  void withoutValuesThereIsNoQuantile() {
    assertTrue(Double.isNaN(histogram.snapshot().quantile(0.99)));
    assertEquals(0, histogram.snapshot().count());
  }

  @Test
  void boundsAreInclusiveAndLargerValuesAreCounted() {
    for (double value : new double[] {0, 1, 1.5, 2, 5, 5.1, 1e9}) {
      histogram.add(value);
    }
    assertArrayEquals(new long[] {2, 2, 1, 2}, histogram.snapshot().counts());
    assertEquals(7, histogram.snapshot().count());
    assertEquals(1e9 + 14.6, histogram.snapshot().sum(), 1e-3);
  }

  @Test
  void quantileIsWithinTheBucketOfItsRankAndNeverAboveTheLastBound() {
    for (int i = 0; i < 90; i++) {
      histogram.add(0.5);
    }
    for (int i = 0; i < 10; i++) {
      histogram.add(3);
    }
    assertEquals(0.5 / 0.9, histogram.snapshot().quantile(0.5), 1e-9);
    assertEquals(2 + 3 * 0.9, histogram.snapshot().quantile(0.99), 1e-9);
    histogram.add(100);
    assertEquals(5, histogram.snapshot().quantile(1));
  }

  @Test
  void sinceCountsOnlyWhatCameAfter() {
    histogram.add(1);
    Histogram.Snapshot before = histogram.snapshot();
    histogram.add(4);
    Histogram.Snapshot more = histogram.snapshot().since(before);
    assertArrayEquals(new long[] {0, 0, 1, 0}, more.counts());
    assertEquals(4, more.sum(), 1e-9);
  }
}
