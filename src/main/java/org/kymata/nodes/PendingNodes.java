package org.kymata.nodes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kymata.crypto.Secrets;
import org.kymata.text.Redaction;
import org.kymata.text.Texts;

/**
 * The waiting list: the newest 200 senders that knocked, each once. When it is full, the address
 * with the most places gives its oldest one up, so that nobody can push the others out. Whoever
 * knocks often is told of once a second, and all together twenty times a second at most.
 * Thread-safe.
 */
final class PendingNodes {

  /** The most knocks that are kept. */
  static final int MAX = 200;

  /** The most knocks that are told of in a second. */
  static final int MAX_UPDATES_PER_SECOND = 20;

  private static final int MAX_MESSAGE = 1_024;
  private static final int ID_LENGTH = 8;
  private static final long SECOND = 1_000;

  /**
   * What there is to tell.
   *
   * @param knock that was noted; null when it is not told of now
   * @param ended id of the knock that it pushed out; null when none was that anybody knows of
   */
  record Update(PendingNode updated, String removedId) {}

  private static final class Entry {
    private final String id = Secrets.randomId(ID_LENGTH);
    private final Sender sender;
    private final long first;
    private long last;
    private long count;
    private String origin;
    private String raw;
    private String decoded;
    private boolean unpublished;
    private long publishedMillis;

    private Entry(Sender sender, long first) {
      this.sender = sender;
      this.first = first;
    }

    private PendingNode toPendingNode() {
      return new PendingNode(id, sender, origin, first, last, count, raw, decoded);
    }
  }

  // In the order of their last knock, oldest first.
  private final Map<Sender, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Integer> countByAddress = new HashMap<>();
  private long second;
  private int published;

  /** Notes a knock. */
  synchronized Update addOrUpdate(
      Sender sender, String origin, String raw, String decoded, long nowMillis) {
    String ended = null;
    Entry place = entries.get(sender);
    if (place == null) {
      ended = entries.size() < MAX ? null : evict();
      place = new Entry(sender, nowMillis);
      entries.put(sender, place);
      countByAddress.merge(sender.address(), 1, Integer::sum);
    }
    place.last = nowMillis;
    place.count++;
    place.origin = truncate(origin);
    place.decoded = truncate(decoded);
    place.raw = Redaction.redactRaw(truncate(raw), place.decoded);
    place.decoded = Redaction.redact(place.decoded);
    place.unpublished = true;
    return new Update(
        nowMillis - place.publishedMillis < SECOND ? null : publish(place, nowMillis), ended);
  }

  private static String truncate(String message) {
    return message == null ? "" : Texts.truncate(message, MAX_MESSAGE);
  }

  private PendingNode publish(Entry place, long nowMillis) {
    if (nowMillis / SECOND != second) {
      second = nowMillis / SECOND;
      published = 0;
    }
    if (published >= MAX_UPDATES_PER_SECOND) {
      return null;
    }
    published++;
    place.unpublished = false;
    place.publishedMillis = nowMillis;
    return place.toPendingNode();
  }

  private String evict() {
    String crowded =
        countByAddress.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    Entry oldest =
        entries.values().stream()
            .filter(place -> place.sender.address().equals(crowded))
            .findFirst()
            .orElseThrow();
    remove(oldest);
    return oldest.publishedMillis == 0 ? null : oldest.id;
  }

  private void remove(Entry place) {
    entries.remove(place.sender);
    countByAddress.computeIfPresent(
        place.sender.address(), (address, count) -> count == 1 ? null : count - 1);
  }

  /** Those that changed and were not told of yet, as many as may be told of now. */
  synchronized List<PendingNode> drainDueUpdates(long nowMillis) {
    List<PendingNode> due = new ArrayList<>();
    for (Entry place : entries.values()) {
      if (place.unpublished && nowMillis - place.publishedMillis >= SECOND) {
        PendingNode knock = publish(place, nowMillis);
        if (knock == null) {
          return due;
        }
        due.add(knock);
      }
    }
    return due;
  }

  /** All, newest first. */
  synchronized List<PendingNode> list() {
    return entries.values().stream()
        .map(Entry::toPendingNode)
        .sorted(Comparator.comparingLong(PendingNode::last).reversed())
        .toList();
  }

  /** The knock of this id. */
  synchronized Optional<PendingNode> byId(String id) {
    return entries.values().stream()
        .filter(place -> place.id.equals(id))
        .findFirst()
        .map(Entry::toPendingNode);
  }

  /** Takes out those of the senders that fit. */
  synchronized List<PendingNode> removeIf(Predicate<Sender> fits) {
    List<Entry> gone = entries.values().stream().filter(place -> fits.test(place.sender)).toList();
    gone.forEach(this::remove);
    return gone.stream().map(Entry::toPendingNode).toList();
  }
}
