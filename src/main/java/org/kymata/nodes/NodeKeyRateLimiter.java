package org.kymata.nodes;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong keys for each address: more than ten a minute are too many. An IPv6 address counts
 * as its /64, which is what one subscriber has. Remembers the newest 10,000. Thread-safe.
 */
final class NodeKeyRateLimiter {

  /** The most wrong keys of an address a minute. */
  static final int MAX_PER_MINUTE = 10;

  private static final int MAX_ADDRESSES = 10_000;
  private static final long MINUTE = 60_000;
  private static final int PREFIX_BYTES = 8;

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
    MinuteWindow minute = minutes.computeIfAbsent(networkOf(address), any -> new MinuteWindow());
    if (nowMillis - minute.startMillis >= MINUTE || nowMillis < minute.startMillis) {
      minute.startMillis = nowMillis;
      minute.wrong = 0;
    }
    return ++minute.wrong > MAX_PER_MINUTE;
  }

  private static String networkOf(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      // Numeric, so Java looks nothing up.
      if (InetAddress.getByName(address) instanceof Inet6Address six) {
        byte[] bytes = six.getAddress();
        java.util.Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
      }
    } catch (UnknownHostException e) {
      return address;
    }
    return address;
  }

  synchronized int size() {
    return minutes.size();
  }
}
