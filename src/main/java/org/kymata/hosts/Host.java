package org.kymata.hosts;

import java.util.Locale;
import org.kymata.nodes.NodeId;

/**
 * A watched machine as it stands now. Its readings are those of its node.
 *
 * @param id its node
 * @param way who connects to whom
 * @param address where its agent listens, or from where it connected; null when not known
 * @param state how it stands
 * @param error what is wrong; null when nothing is
 * @param sinceMillis since when the state holds, epoch milliseconds
 * @param retryAtMillis when the hub tries again, epoch milliseconds; 0 when it does not
 * @param intervalMillis how far apart its samples are
 * @param running whether it is to be sampled
 * @param agent the program that speaks for it, such as {@code kymata-agent/0.1.0}; null when not
 *     known
 * @param dropped how many samples its agent lost, since it was connected first after the hub's
 *     start, because nobody took them
 * @param refused how many lines or values of it were refused since the hub's start
 */
public record Host(
    NodeId id,
    ConnectionMode connectionMode,
    String address,
    State state,
    String error,
    long sinceMillis,
    long retryAtMillis,
    int intervalMillis,
    boolean running,
    String agent,
    long dropped,
    long refused) {

  /** The shortest interval, milliseconds. */
  public static final int MIN_INTERVAL = 1_000;

  /** The longest interval, milliseconds. */
  public static final int MAX_INTERVAL = 60_000;

  /** How a host stands. */
  public enum State {
    /** Its values come. */
    CONNECTED,
    /** The hub is about to connect. */
    CONNECTING,
    /** It is not connected; the hub tries again, or the agent does. */
    WAITING,
    /** Somebody stopped it. */
    STOPPED,
    /** It will not work until somebody changes something. */
    FAILED;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
