package org.kymata.nodes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kymata.platform.Redaction;
import org.kymata.platform.Secrets;
import org.kymata.platform.Texts;

/**
 * The waiting list: the newest 200 senders that knocked, each once. When it is full, the address
 * with the most places gives its oldest one up, so that nobody can push the others out. Whoever
 * knocks often is told of once a second, and all together twenty times a second at most.
 * Thread-safe.
 */
final class Knocks {

  /** The most knocks that are kept. */
  static final int MAX = 200;

  /** The most knocks that are told of in a second. */
  static final int MAX_TOLD = 20;

  private static final int MAX_MESSAGE = 1_024;
  private static final int ID_LENGTH = 8;
  private static final long SECOND = 1_000;

  /**
   * What there is to tell.
   *
   * @param knock that was noted; null when it is not told of now
   * @param ended id of the knock that it pushed out; null when none was that anybody knows of
   */
  record News(Knock knock, String ended) {}

  private static final class Place {
    private final String id = Secrets.randomId(ID_LENGTH);
    private final Sender sender;
    private final long first;
    private long last;
    private long count;
    private String origin;
    private String raw;
    private String decoded;
    private boolean untold;
    private long toldMillis;

    private Place(Sender sender, long first) {
      this.sender = sender;
      this.first = first;
    }

    private Knock knock() {
      return new Knock(id, sender, origin, first, last, count, raw, decoded);
    }
  }

  // In the order of their last knock, oldest first.
  private final Map<Sender, Place> places = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Integer> placesOf = new HashMap<>();
  private long second;
  private int told;

  /** Notes a knock. */
  synchronized News note(Sender sender, String origin, String raw, String decoded, long nowMillis) {
    String ended = null;
    Place place = places.get(sender);
    if (place == null) {
      ended = places.size() < MAX ? null : pushOut();
      place = new Place(sender, nowMillis);
      places.put(sender, place);
      placesOf.merge(sender.address(), 1, Integer::sum);
    }
    place.last = nowMillis;
    place.count++;
    place.origin = cut(origin);
    place.decoded = cut(decoded);
    place.raw = Redaction.raw(cut(raw), place.decoded);
    place.decoded = Redaction.text(place.decoded);
    place.untold = true;
    return new News(nowMillis - place.toldMillis < SECOND ? null : tell(place, nowMillis), ended);
  }

  private static String cut(String message) {
    return message == null ? "" : Texts.cut(message, MAX_MESSAGE);
  }

  private Knock tell(Place place, long nowMillis) {
    if (nowMillis / SECOND != second) {
      second = nowMillis / SECOND;
      told = 0;
    }
    if (told >= MAX_TOLD) {
      return null;
    }
    told++;
    place.untold = false;
    place.toldMillis = nowMillis;
    return place.knock();
  }

  private String pushOut() {
    String crowded =
        placesOf.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    Place oldest =
        places.values().stream()
            .filter(place -> place.sender.address().equals(crowded))
            .findFirst()
            .orElseThrow();
    remove(oldest);
    return oldest.toldMillis == 0 ? null : oldest.id;
  }

  private void remove(Place place) {
    places.remove(place.sender);
    placesOf.computeIfPresent(
        place.sender.address(), (address, count) -> count == 1 ? null : count - 1);
  }

  /** Those that changed and were not told of yet, as many as may be told of now. */
  synchronized List<Knock> due(long nowMillis) {
    List<Knock> due = new ArrayList<>();
    for (Place place : places.values()) {
      if (place.untold && nowMillis - place.toldMillis >= SECOND) {
        Knock knock = tell(place, nowMillis);
        if (knock == null) {
          return due;
        }
        due.add(knock);
      }
    }
    return due;
  }

  /** All, newest first. */
  synchronized List<Knock> list() {
    return places.values().stream()
        .map(Place::knock)
        .sorted(Comparator.comparingLong(Knock::last).reversed())
        .toList();
  }

  /** The knock of this id. */
  synchronized Optional<Knock> byId(String id) {
    return places.values().stream()
        .filter(place -> place.id.equals(id))
        .findFirst()
        .map(Place::knock);
  }

  /** Takes out those of the senders that fit. */
  synchronized List<Knock> removeIf(Predicate<Sender> fits) {
    List<Place> gone = places.values().stream().filter(place -> fits.test(place.sender)).toList();
    gone.forEach(this::remove);
    return gone.stream().map(Place::knock).toList();
  }
}
