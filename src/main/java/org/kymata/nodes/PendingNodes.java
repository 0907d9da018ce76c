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
 * The newest 200 pending nodes. When there are more, the address with most entries loses its oldest
 * one, so that one address cannot push out all others. Changes of one sender are published once a
 * second, those of all senders at most 20 times a second. Thread-safe.
 */
final class PendingNodes {

  /** The most pending nodes. */
  static final int MAX = 200;

  /** The most changes that are published a second. */
  static final int MAX_UPDATES_PER_SECOND = 20;

  private static final int MAX_MESSAGE = 1_024;
  private static final int ID_LENGTH = 8;
  private static final long SECOND = 1_000;

  /**
   * What must be published after a message.
   *
   * @param updated the pending node; null when it is not to be published now
   * @param removedId id of the one that it replaced; null when that was never published
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

  // In the order of their last message, oldest first.
  private final Map<Sender, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Integer> countByAddress = new HashMap<>();
  private long second;
  private int published;

  /** Records a message of a sender. */
  synchronized Update addOrUpdate(
      Sender sender, String origin, String raw, String decoded, long nowMillis) {
    String removedId = null;
    Entry entry = entries.get(sender);
    if (entry == null) {
      removedId = entries.size() < MAX ? null : evict();
      entry = new Entry(sender, nowMillis);
      entries.put(sender, entry);
      countByAddress.merge(sender.address(), 1, Integer::sum);
    }
    entry.last = nowMillis;
    entry.count++;
    entry.origin = truncate(origin);
    entry.decoded = truncate(decoded);
    entry.raw = Redaction.redactRaw(truncate(raw), entry.decoded);
    entry.decoded = Redaction.redact(entry.decoded);
    entry.unpublished = true;
    return new Update(
        nowMillis - entry.publishedMillis < SECOND ? null : publish(entry, nowMillis), removedId);
  }

  private static String truncate(String message) {
    return message == null ? "" : Texts.truncate(message, MAX_MESSAGE);
  }

  private PendingNode publish(Entry entry, long nowMillis) {
    if (nowMillis / SECOND != second) {
      second = nowMillis / SECOND;
      published = 0;
    }
    if (published >= MAX_UPDATES_PER_SECOND) {
      return null;
    }
    published++;
    entry.unpublished = false;
    entry.publishedMillis = nowMillis;
    return entry.toPendingNode();
  }

  private String evict() {
    String crowded =
        countByAddress.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    Entry oldest =
        entries.values().stream()
            .filter(entry -> entry.sender.address().equals(crowded))
            .findFirst()
            .orElseThrow();
    remove(oldest);
    return oldest.publishedMillis == 0 ? null : oldest.id;
  }

  private void remove(Entry entry) {
    entries.remove(entry.sender);
    countByAddress.computeIfPresent(
        entry.sender.address(), (address, count) -> count == 1 ? null : count - 1);
  }

  /** The changes that were not published yet, as many as the limit allows now. */
  synchronized List<PendingNode> drainDueUpdates(long nowMillis) {
    List<PendingNode> due = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.unpublished && nowMillis - entry.publishedMillis >= SECOND) {
        PendingNode pendingNode = publish(entry, nowMillis);
        if (pendingNode == null) {
          return due;
        }
        due.add(pendingNode);
      }
    }
    return due;
  }

  /** All pending nodes, newest first. */
  synchronized List<PendingNode> list() {
    return entries.values().stream()
        .map(Entry::toPendingNode)
        .sorted(Comparator.comparingLong(PendingNode::last).reversed())
        .toList();
  }

  /** The pending node with this id. */
  synchronized Optional<PendingNode> byId(String id) {
    return entries.values().stream()
        .filter(entry -> entry.id.equals(id))
        .findFirst()
        .map(Entry::toPendingNode);
  }

  /** Removes the pending nodes whose sender matches. */
  synchronized List<PendingNode> removeIf(Predicate<Sender> matches) {
    List<Entry> removed =
        entries.values().stream().filter(entry -> matches.test(entry.sender)).toList();
    removed.forEach(this::remove);
    return removed.stream().map(Entry::toPendingNode).toList();
  }
}
