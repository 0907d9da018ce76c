package org.kymata.live.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.testing.NodesFixture;

class LastTenReadingsTest {

  private final Series luminosity =
      new SeriesCatalog().getOrCreate(NodesFixture.GREENHOUSE, "luminosity", false).orElseThrow();
  private final LastTenReadings lastTen = new LastTenReadings(ZoneOffset.ofHours(2));

  private Reading at(long seconds, double value) {
    return new Reading(luminosity, seconds * 1_000, value, null);
  }

  @Test
  void nothingIsTwoEmptyLists() {
    assertEquals("{\"labels\":[],\"data\":[]}", lastTen.json());
  }

  @Test
  void labelsAreLocalWallClockAndOldestIsFirst() {
    lastTen.addAll(List.of(at(61, 2.5), at(0, -1)));
    assertEquals("{\"labels\":[\"02:00:00\",\"02:01:01\"],\"data\":[-1,2.5]}", lastTen.json());
  }

  @Test
  void onlyTheTenNewestByTheirOwnTimeAreKept() {
    for (int i = 0; i < 15; i++) {
      lastTen.add(at(100 + i, i));
    }
    lastTen.add(at(1, 99));
    lastTen.add(at(106, 77));
    assertEquals(
        "[6,77,7,8,9,10,11,12,13,14]",
        lastTen.json().replaceFirst(".*\"data\":", "").replaceFirst("}$", ""));
  }
}
