package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;

/**
 * A node's missing and late readings since the hub's start.
 *
 * @param missing how many sequence numbers are missing
 * @param sinceMillis since when they are counted, epoch milliseconds; 0 when the node sends none
 * @param late how many readings came more than a minute after their time
 */
public record GapSummary(long missing, long sinceMillis, long late) {

  /** Writes the members into the open object of a node; leaves out what is 0. */
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
