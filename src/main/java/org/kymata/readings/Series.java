package org.kymata.readings;

import java.nio.charset.StandardCharsets;
import org.kymata.nodes.NodeId;

/**
 * All readings of one metric of one node, either its numbers or its texts. There is one object per
 * series, so that the way of a reading compares references and makes no keys.
 */
public final class Series {

  private final NodeId node;
  private final String metric;
  private final boolean text;
  private final String symbol;
  private final byte[] symbolBytes;
  private volatile String unit;
  private volatile Reading newest;
  private volatile boolean newestOutdated;

  public Series(NodeId node, String metric, boolean text) {
    this.node = node;
    this.metric = metric;
    this.text = text;
    this.symbol = node.value() + ":" + metric;
    this.symbolBytes = symbol.getBytes(StandardCharsets.UTF_8);
  }

  /** Whose readings these are. */
  public NodeId node() {
    return node;
  }

  /** What is measured. */
  public String metric() {
    return metric;
  }

  /** Whether the values are texts. */
  public boolean isText() {
    return text;
  }

  /** The unit that was last given; null when none was. */
  public String unit() {
    return unit;
  }

  /** The newest committed reading; null when there is none. */
  public Reading newest() {
    return newest;
  }

  /** Its name in the telemetry store: the node's id, a colon, the metric. */
  public String symbol() {
    return symbol;
  }

  /** The same in UTF-8; not to be changed. */
  public byte[] symbolBytes() {
    return symbolBytes;
  }

  void unit(String unit) {
    this.unit = unit;
  }

  /** Takes note of a committed reading; one that is older than the newest known is not news. */
  public void updateNewest(Reading reading) {
    Reading known = newest;
    if (known == null || newestOutdated || reading.timeMillis() >= known.timeMillis()) {
      newest = reading;
      newestOutdated = false;
    }
  }

  /** The newest reading may bear a time that is still to come: the next one replaces it. */
  void markNewestOutdated() {
    newestOutdated = true;
  }
}
