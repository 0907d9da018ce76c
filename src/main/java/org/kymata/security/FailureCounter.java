package org.kymata.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts failures until they are written: one row an hour for each kind, account and address. A
 * flood of made-up names makes one row, since only names of accounts are kept apart; a flood of
 * addresses makes {@link #MAX_ROWS} rows an hour, then one for each account. Thread-safe.
 */
final class FailureCounter {

  /** The most rows for single addresses that are begun in an hour. */
  static final int MAX_ROWS = 500;

  /** The most keys that are kept apart between two writes. */
  static final int MAX_PENDING = 2_000;

  private static final long ROW_SPAN_MILLIS = Duration.ofHours(1).toMillis();

  /** Several addresses, or no account. */
  private static final String ANY = "";

  /** What is counted in one row. */
  record Key(SecurityEvent what, String account, String address) {}

  private record Count(long times, long firstMillis, long lastMillis) {
    Count plus(Count other) {
      return new Count(
          times + other.times,
          Math.min(firstMillis, other.firstMillis),
          Math.max(lastMillis, other.lastMillis));
    }
  }

  private record OpenRow(long id, long firstMillis) {}

  /**
   * A row to write.
   *
   * @param id the existing row to add to; null for a new row
   */
  record Row(Key key, Long id, long times, long firstMillis, long lastMillis) {}

  /** The counts between two writes. */
  final class Batch {
    private final Map<Key, Count> counts;
    private final Map<Key, OpenRow> begun = new HashMap<>();

    private Batch(Map<Key, Count> counts) {
      this.counts = counts;
    }

    /** The account names that callers gave. */
    Set<String> names() {
      Set<String> names = new HashSet<>();
      counts.keySet().forEach(key -> names.add(key.account()));
      return names;
    }

    /**
     * The rows to write.
     *
     * @param known those of {@link #names} that are names of accounts
     */
    List<Row> rows(Collection<String> known) {
      Set<String> accounts = new HashSet<>(known);
      Map<Key, Count> merged = new HashMap<>();
      counts.forEach(
          (key, count) -> {
            String account = accounts.contains(key.account()) ? key.account() : ANY;
            merged.merge(new Key(key.what(), account, key.address()), count, Count::plus);
          });
      return FailureCounter.this.rows(merged);
    }

    /** Records the id of an inserted row. */
    void rowInserted(Row row, long id) {
      begun.put(row.key(), new OpenRow(id, row.firstMillis()));
    }
  }

  private Map<Key, Count> pending = new HashMap<>();
  private final Map<Key, OpenRow> openRows = new HashMap<>();

  synchronized void count(SecurityEvent what, String account, String address, long nowMillis) {
    Key key = new Key(what, account, address);
    if (pending.size() >= MAX_PENDING && !pending.containsKey(key)) {
      key = new Key(what, ANY, ANY);
    }
    pending.merge(key, new Count(1, nowMillis, nowMillis), Count::plus);
  }

  synchronized boolean isEmpty() {
    return pending.isEmpty();
  }

  synchronized Batch drain() {
    Batch batch = new Batch(pending);
    pending = new HashMap<>();
    return batch;
  }

  /** Adds the counts of a batch whose write failed to the next batch. */
  synchronized void requeue(Batch batch) {
    batch.counts.forEach((key, count) -> pending.merge(key, count, Count::plus));
  }

  /** Removes a batch that is on disk. */
  synchronized void markWritten(Batch batch) {
    openRows.putAll(batch.begun);
  }

  private synchronized List<Row> rows(Map<Key, Count> merged) {
    long now = merged.values().stream().mapToLong(Count::lastMillis).max().orElse(0);
    openRows.values().removeIf(row -> Math.abs(now - row.firstMillis()) >= ROW_SPAN_MILLIS);
    Map<Key, Count> placed = new HashMap<>();
    int room = MAX_ROWS - openRows.size();
    for (Map.Entry<Key, Count> each : merged.entrySet()) {
      Key key = each.getKey();
      if (!openRows.containsKey(key)) {
        if (room > 0) {
          room--;
        } else {
          key = new Key(key.what(), key.account(), ANY);
        }
      }
      placed.merge(key, each.getValue(), Count::plus);
    }
    List<Row> rows = new ArrayList<>();
    placed.forEach(
        (key, count) -> {
          OpenRow begun = openRows.get(key);
          rows.add(
              new Row(
                  key,
                  begun == null ? null : begun.id(),
                  count.times(),
                  count.firstMillis(),
                  count.lastMillis()));
        });
    return rows;
  }
}
