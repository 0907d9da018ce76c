package org.kymata.readings.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.store.questdb.QuestDbStore;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;

/** The readings of a series of numbers that were stored last. */
@ApplicationScoped
public class LatestReadings {

  /**
   * What was found.
   *
   * @param readings in no order
   * @param cursor when the last of them was stored; 0 when there is none
   */
  public record Result(List<Reading> readings, long cursor) {}

  @Inject private QuestDbStoreProvider storeProvider;

  /** Reads at least the newest {@code most} readings of a series, where there are so many. */
  public Result read(Series series, int most) {
    List<Reading> found = new ArrayList<>();
    long[] cursor = {0};
    for (String table : List.of(QuestDbStore.NUMBERS, QuestDbStore.LATE)) {
      storeProvider
          .store()
          .query(
              // The symbol is made of names, which cannot hold a quote.
              "select time, value, stored from "
                  + table
                  + " where series = '"
                  + series.symbol()
                  + "' order by stored desc limit "
                  + most,
              row -> {
                found.add(new Reading(series, row.micros(0) / 1000, row.number(1), null));
                cursor[0] = Math.max(cursor[0], row.micros(2));
                return true;
              });
    }
    return new Result(found, cursor[0]);
  }
}
