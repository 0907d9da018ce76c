package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;

/**
 * What of a node's readings did not come, or not in time, since the hub's start.
 *
 * @param missing how many numbers of its readings never came
 * @param sinceMillis since when they are counted, epoch milliseconds; 0 when it numbers nothing
 * @param late how many readings came over a minute after their time
 */
public record GapSummary(long missing, long sinceMillis, long late) {

  /** Writes the members into the node that is open; what is 0 is left out. */
  public void writeMembers(JsonGenerator json) {
    if (missing > 0) {
      json.writeStartObject("gaps").write("missing", missing).write("since", sinceMillis);
      json.writeEnd();
    }
    if (late > 0) {
      json.write("late", late);
    }
  }
}
