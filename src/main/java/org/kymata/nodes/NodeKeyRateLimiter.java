package org.kymata.nodes;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kymata.net.ClientNetwork;

/**
 * Counts wrong keys for each address: more than ten a minute are too many. An IPv6 address counts
 * as its /64, which is what one subscriber has. Remembers the newest 10,000. Thread-safe.
 */
final class NodeKeyRateLimiter {

  /** The most wrong keys of an address a minute. */
  static final int MAX_PER_MINUTE = 10;

  private static final int MAX_ADDRESSES = 10_000;
  private static final long MINUTE = 60_000;

  private static final class MinuteWindow {
    private long startMillis;
    private int wrong;
  }

  private final Map<String, MinuteWindow> minutes =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MinuteWindow> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /**
   * Counts a wrong key.
   *
   * @param address numeric, in canonical form
   * @return whether there were too many
   */
  synchronized boolean recordAndCheck(String address, long nowMillis) {
    MinuteWindow minute =
        minutes.computeIfAbsent(ClientNetwork.keyOf(address), any -> new MinuteWindow());
    if (nowMillis - minute.startMillis >= MINUTE || nowMillis < minute.startMillis) {
      minute.startMillis = nowMillis;
      minute.wrong = 0;
    }
    return ++minute.wrong > MAX_PER_MINUTE;
  }

  synchronized int size() {
    return minutes.size();
  }
}
