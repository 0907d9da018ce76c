package org.kymata.hosts;

import java.util.concurrent.atomic.AtomicLong;
import org.kymata.hosts.Host.State;
import org.kymata.nodes.NodeId;

/** One host while the hub runs: its settings and its connection. Thread-safe. */
final class WatchedHost {

  private final NodeId id;
  private final ConnectionMode connectionMode;
  private final HostAddress address;
  private final String key;
  private final AtomicLong refused = new AtomicLong();
  private int intervalMillis;
  private boolean running;
  private String agent;
  private String machine;
  private String remote;
  private State connectionState;
  private String error;
  private String warning;
  private long sinceMillis = System.currentTimeMillis();
  private long retryAtMillis;
  private long dropped;
  private HostConnection connection;

  WatchedHost(HostRecord row) {
    this(row.node(), row.way(), row.address(), row.key(), row.intervalMillis(), row.isRunning());
    agent = row.agent();
  }

  WatchedHost(
      NodeId id,
      ConnectionMode way,
      HostAddress address,
      String key,
      int intervalMillis,
      boolean running) {
    this.id = id;
    this.connectionMode = way;
    this.address = address;
    this.key = key;
    this.intervalMillis = intervalMillis;
    this.running = running;
    this.connectionState =
        switch (way) {
          case SELF -> State.CONNECTED;
          case DIAL -> State.WAITING;
          case LISTEN, KYMATA -> State.CONNECTING;
        };
  }

  ConnectionMode connectionMode() {
    return connectionMode;
  }

  HostAddress address() {
    return address;
  }

  String key() {
    return key;
  }

  synchronized Host host() {
    return new Host(
        id,
        connectionMode,
        address == null ? remote : address.toString(),
        state(),
        error == null ? warning : error,
        sinceMillis,
        retryAtMillis,
        intervalMillis,
        running,
        agent,
        dropped,
        refused.get());
  }

  private State state() {
    return running ? connectionState : State.STOPPED;
  }

  /** Sets how it is sampled; returns its connection, or null. */
  synchronized HostConnection setSampling(int millis, boolean wanted) {
    State before = state();
    intervalMillis = millis;
    running = wanted;
    if (state() != before) {
      sinceMillis = System.currentTimeMillis();
    }
    return connection;
  }

  /**
   * Takes a connection to its agent.
   *
   * @param from whose connection it is: another machine must not push this one out
   * @return the older connection that it replaces; null when there was none
   * @throws ConnectFailure BUSY when another machine is connected as this host
   */
  synchronized HostConnection connect(
      HostConnection next, String from, String program, String place) {
    if (connection != null && !from.equals(machine)) {
      throw new ConnectFailure(
          ConnectFailure.Code.BUSY,
          "another machine is connected with this node's token; each needs a node of its own");
    }
    HostConnection before = connection;
    connection = next;
    machine = from;
    agent = program;
    remote = place;
    warning = null;
    connectionState(State.CONNECTED, null, 0);
    return before;
  }

  /** Takes note that a connection ended; false when it was not this host's any more. */
  synchronized boolean disconnect(HostConnection gone, String why) {
    if (connection != gone) {
      return false;
    }
    connection = null;
    warning = null;
    connectionState(State.WAITING, why, 0);
    return true;
  }

  /** Its connection stands so now. */
  synchronized void connectionState(State now, String why, long retryMillis) {
    State before = state();
    connectionState = now;
    error = why;
    retryAtMillis = retryMillis;
    if (state() != before) {
      sinceMillis = System.currentTimeMillis();
    }
  }

  /** Something is odd with it although it is connected; true when that is news. */
  synchronized boolean warning(String text) {
    boolean news = !java.util.Objects.equals(warning, text);
    warning = text;
    return news;
  }

  synchronized void dropped(long more) {
    dropped += more;
  }

  void refused(long more) {
    refused.addAndGet(more);
  }

  synchronized HostConnection connection() {
    return connection;
  }
}
