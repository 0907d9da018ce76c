package org.kymata.readings.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.store.StoredRow;
import org.kymata.readings.store.questdb.QuestDbStore;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;
import org.kymata.time.TimestampParser;

/** Reads what a client missed while it was disconnected. */
@ApplicationScoped
public class Backlog {

  /** Limit of missed readings; a client that missed more requests the history. */
  public static final int MAX_READINGS = 20_000;

  // Limit of scanned rows, including those of other series.
  private static final int MAX_ROWS = 1_000_000;

  /**
   * The position of a client.
   *
   * @param cursor of the last frame that the client got, if it knows it
   * @param sinceMillis time of the latest reading that the client has, epoch milliseconds
   */
  public record Position(OptionalLong cursor, OptionalLong sinceMillis) {
    /** Whether the client has nothing yet, and so misses nothing. */
    public boolean isEmpty() {
      return cursor.isEmpty() && sinceMillis.isEmpty();
    }
  }

  @Inject private QuestDbStoreProvider storeProvider;
  @Inject private SeriesCatalog catalog;

  /** The cursor of the newest reading that was on disk at the start. */
  public long newestStoredCursor() {
    return storeProvider.restoredCursor();
  }

  /**
   * The readings that were stored after {@code from} and not after {@code upToCursor}.
   *
   * @param selection selects the series
   * @return in the order of their commits; empty when there are more than {@link #MAX_READINGS}
   */
  public Optional<List<Reading>> read(Position from, long upToCursor, Predicate<Series> selection) {
    List<Reading> found = new ArrayList<>();
    String missing = predicate(from) + " and stored <= " + upToCursor;
    int[] rows = {0};
    for (String table : List.of(QuestDbStore.LATE, QuestDbStore.NUMBERS, QuestDbStore.TEXTS)) {
      boolean text = table.equals(QuestDbStore.TEXTS);
      storeProvider
          .store()
          .query(
              "select series, time, value from " + table + " where " + missing,
              row -> {
                add(row, text, selection, found);
                return found.size() <= MAX_READINGS && ++rows[0] <= MAX_ROWS;
              });
    }
    boolean tooMany = found.size() > MAX_READINGS || rows[0] > MAX_ROWS;
    return tooMany ? Optional.empty() : Optional.of(found);
  }

  private static String predicate(Position from) {
    if (from.cursor().isPresent()) {
      return "stored > " + from.cursor().getAsLong();
    }
    long since = from.sinceMillis().orElseThrow() * 1000;
    // A node's clock may be ahead: such a reading was stored up to an hour before its time.
    return "stored >= "
        + (since - TimestampParser.MAX_AHEAD_MILLIS * 1000)
        + " and (stored >= "
        + since
        + " or time >= "
        + since
        + ")";
  }

  private void add(StoredRow row, boolean text, Predicate<Series> selection, List<Reading> found) {
    Series series = catalog.bySymbol(row.symbol(0), text);
    if (series != null && selection.test(series)) {
      long time = row.micros(1) / 1000;
      found.add(
          text
              ? new Reading(series, time, Double.NaN, row.text(2).toString())
              : new Reading(series, time, row.number(2), null));
    }
  }
}
