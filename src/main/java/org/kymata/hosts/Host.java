package org.kymata.hosts;

import java.util.Locale;
import org.kymata.nodes.NodeId;

/**
 * The current state of a watched host. Its readings are those of its node.
 *
 * @param id its node
 * @param connectionMode how it is connected
 * @param address where its agent listens, or from where it connected; null when not known
 * @param state its state
 * @param error what is wrong; null when nothing is
 * @param sinceMillis start of the state, epoch milliseconds
 * @param retryAtMillis when the hub tries again, epoch milliseconds; 0 when it does not
 * @param intervalMillis time between its samples
 * @param running whether monitoring is on
 * @param agent the agent's program and version, such as {@code kymata-agent/0.1.0}; null when not
 *     known
 * @param dropped samples that its agent dropped because the hub did not take them, since the
 *     agent's first connection after the hub's start
 * @param refused lines and values of it that were rejected since the hub's start
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

  /** The shortest interval, in milliseconds. */
  public static final int MIN_INTERVAL = 1_000;

  /** The longest interval, in milliseconds. */
  public static final int MAX_INTERVAL = 60_000;

  /** The state of a host. */
  public enum State {
    /** It is connected and sends samples. */
    CONNECTED,
    /** The hub is connecting. */
    CONNECTING,
    /** It is not connected; the hub or the agent tries again. */
    WAITING,
    /** A person paused its monitoring. */
    STOPPED,
    /** The connection failed, and trying again is useless until a person changes something. */
    FAILED;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
