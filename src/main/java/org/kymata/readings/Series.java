package org.kymata.readings;

import java.nio.charset.StandardCharsets;
import org.kymata.nodes.NodeId;

/**
 * All readings of one metric of one node, either its numbers or its texts. There is one object per
 * series, so that readings refer to it without creating keys.
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

  /** The node of these readings. */
  public NodeId node() {
    return node;
  }

  /** The metric. */
  public String metric() {
    return metric;
  }

  /** Whether the values are texts. */
  public boolean isText() {
    return text;
  }

  /** The unit that was last sent; null when none was. */
  public String unit() {
    return unit;
  }

  /** The latest committed reading; null when there is none. */
  public Reading newest() {
    return newest;
  }

  /** Its symbol in the telemetry store: the node's id, a colon, the metric. */
  public String symbol() {
    return symbol;
  }

  /** The symbol in UTF-8; must not be modified. */
  public byte[] symbolBytes() {
    return symbolBytes;
  }

  void unit(String unit) {
    this.unit = unit;
  }

  /** Records a committed reading, unless the latest known one is newer. */
  public void updateNewest(Reading reading) {
    Reading known = newest;
    if (known == null || newestOutdated || reading.timeMillis() >= known.timeMillis()) {
      newest = reading;
      newestOutdated = false;
    }
  }

  /** Whether the latest reading has a time in the future: the next reading replaces it. */
  void markNewestOutdated() {
    newestOutdated = true;
  }
}
