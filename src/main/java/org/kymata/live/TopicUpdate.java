package org.kymata.live;

import java.util.List;
import org.kymata.readings.Reading;

/**
 * The readings for all clients with the same topics in one run of the feed.
 *
 * @param readings the readings that the topics include
 * @param frame these readings, encoded once for all clients; null when there are none
 */
record TopicUpdate(List<Reading> readings, String frame) {

  /** The update from the readings committed up to {@code cursor}. */
  static TopicUpdate of(Topics topics, List<Reading> all, long cursor) {
    List<Reading> selected =
        all.stream().filter(reading -> topics.includes(reading.series())).toList();
    return new TopicUpdate(
        selected, selected.isEmpty() ? null : LiveFrameEncoder.readings(selected, cursor, 0));
  }
}
