package org.kymata.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts failures until they are written down: one row an hour for each kind, account and address.
 * A flood of names makes one row, since only names of accounts are told apart; a flood of addresses
 * makes {@link #MAX_ROWS} rows an hour, and then one for each account. Thread-safe.
 */
final class FailureCounts {

  /** How many rows for single addresses are begun in an hour. */
  static final int MAX_ROWS = 500;

  /** How many keys are told apart between two writes. */
  static final int MAX_WAITING = 2_000;

  private static final long SPAN_MILLIS = Duration.ofHours(1).toMillis();

  /** Of many addresses, or of no account. */
  private static final String ANY = "";

  /** What is counted together. */
  record Key(SecurityEvent what, String account, String address) {}

  private record Count(long times, long firstMillis, long lastMillis) {
    Count plus(Count other) {
      return new Count(
          times + other.times,
          Math.min(firstMillis, other.firstMillis),
          Math.max(lastMillis, other.lastMillis));
    }
  }

  private record Begun(long id, long firstMillis) {}

  /**
   * A row to write.
   *
   * @param id of the row that was begun before; null to begin one
   */
  record Row(Key key, Long id, long times, long firstMillis, long lastMillis) {}

  /** What was counted between two writes. */
  final class Batch {
    private final Map<Key, Count> counts;
    private final Map<Key, Begun> begun = new HashMap<>();

    private Batch(Map<Key, Count> counts) {
      this.counts = counts;
    }

    /** The accounts' names as they were given. */
    Set<String> names() {
      Set<String> names = new HashSet<>();
      counts.keySet().forEach(key -> names.add(key.account()));
      return names;
    }

    /**
     * What to write.
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
      return FailureCounts.this.rows(merged);
    }

    /** Notes the id under which a row was begun. */
    void wrote(Row row, long id) {
      begun.put(row.key(), new Begun(id, row.firstMillis()));
    }
  }

  private Map<Key, Count> waiting = new HashMap<>();
  private final Map<Key, Begun> open = new HashMap<>();

  synchronized void count(SecurityEvent what, String account, String address, long nowMillis) {
    Key key = new Key(what, account, address);
    if (waiting.size() >= MAX_WAITING && !waiting.containsKey(key)) {
      key = new Key(what, ANY, ANY);
    }
    waiting.merge(key, new Count(1, nowMillis, nowMillis), Count::plus);
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  synchronized Batch take() {
    Batch batch = new Batch(waiting);
    waiting = new HashMap<>();
    return batch;
  }

  /** A batch could not be written: its counts wait for the next. */
  synchronized void putBack(Batch batch) {
    batch.counts.forEach((key, count) -> waiting.merge(key, count, Count::plus));
  }

  /** A batch is on disk. */
  synchronized void written(Batch batch) {
    open.putAll(batch.begun);
  }

  private synchronized List<Row> rows(Map<Key, Count> merged) {
    long now = merged.values().stream().mapToLong(Count::lastMillis).max().orElse(0);
    open.values().removeIf(row -> Math.abs(now - row.firstMillis()) >= SPAN_MILLIS);
    Map<Key, Count> placed = new HashMap<>();
    int room = MAX_ROWS - open.size();
    for (Map.Entry<Key, Count> each : merged.entrySet()) {
      Key key = each.getKey();
      if (!open.containsKey(key)) {
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
          Begun begun = open.get(key);
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
