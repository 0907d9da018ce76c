package org.kymata.readings.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.store.questdb.QuestDbStore;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;

/** Reads the readings of a series of numbers that were stored last. */
@ApplicationScoped
public class LatestReadings {

  /**
   * The readings found.
   *
   * @param readings in no order
   * @param cursor commit time of the last of them; 0 when there is none
   */
  public record Result(List<Reading> readings, long cursor) {}

  @Inject private QuestDbStoreProvider storeProvider;

  /** Reads at least the latest {@code count} readings of a series, or all if there are fewer. */
  public Result read(Series series, int count) {
    List<Reading> found = new ArrayList<>();
    long[] cursor = {0};
    for (String table : List.of(QuestDbStore.NUMBERS, QuestDbStore.LATE)) {
      storeProvider
          .store()
          .query(
              // The symbol consists of names, which cannot hold a quote.
              "select time, value, stored from "
                  + table
                  + " where series = '"
                  + series.symbol()
                  + "' order by stored desc limit "
                  + count,
              row -> {
                found.add(new Reading(series, row.micros(0) / 1000, row.number(1), null));
                cursor[0] = Math.max(cursor[0], row.micros(2));
                return true;
              });
    }
    return new Result(found, cursor[0]);
  }
}
