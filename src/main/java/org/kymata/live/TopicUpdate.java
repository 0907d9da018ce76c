package org.kymata.live;

import java.util.List;
import org.kymata.readings.Reading;

/**
 * What all pages with the same topics get of one turn of the feed.
 *
 * @param readings those that the topics include
 * @param frame these, encoded once for all; null when there are none
 */
record TopicUpdate(List<Reading> readings, String frame) {

  /** Of everything that was committed, under that cursor. */
  static TopicUpdate of(Topics topics, List<Reading> all, long cursor) {
    List<Reading> wanted =
        all.stream().filter(reading -> topics.includes(reading.series())).toList();
    return new TopicUpdate(
        wanted, wanted.isEmpty() ? null : LiveFrameEncoder.readings(wanted, cursor, 0));
  }
}
