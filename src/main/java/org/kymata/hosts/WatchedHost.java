package org.kymata.hosts;

import java.util.concurrent.atomic.AtomicLong;
import org.kymata.hosts.Host.State;
import org.kymata.nodes.NodeId;

/** One host at runtime: its settings and its connection. Thread-safe. */
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
      ConnectionMode connectionMode,
      HostAddress address,
      String key,
      int intervalMillis,
      boolean running) {
    this.id = id;
    this.connectionMode = connectionMode;
    this.address = address;
    this.key = key;
    this.intervalMillis = intervalMillis;
    this.running = running;
    this.connectionState =
        switch (connectionMode) {
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
  synchronized HostConnection setSampling(int millis, boolean shouldRun) {
    State previous = state();
    intervalMillis = millis;
    running = shouldRun;
    if (state() != previous) {
      sinceMillis = System.currentTimeMillis();
    }
    return connection;
  }

  /**
   * Takes a connection of its agent.
   *
   * @param from the machine of the connection; a machine must not replace the connection of another
   *     one
   * @return the older connection that it replaces; null when there was none
   * @throws ConnectFailure BUSY when another machine is connected as this host
   */
  synchronized HostConnection connect(
      HostConnection next, String from, String program, String remoteAddress) {
    if (connection != null && !from.equals(machine)) {
      throw new ConnectFailure(
          ConnectFailure.Code.BUSY,
          "another machine is connected with this node's token; each needs a node of its own");
    }
    HostConnection previous = connection;
    connection = next;
    machine = from;
    agent = program;
    remote = remoteAddress;
    warning = null;
    connectionState(State.CONNECTED, null, 0);
    return previous;
  }

  /** Records the end of a connection; false when it was not this host's current one. */
  synchronized boolean disconnect(HostConnection ended, String why) {
    if (connection != ended) {
      return false;
    }
    connection = null;
    warning = null;
    connectionState(State.WAITING, why, 0);
    return true;
  }

  /** Sets the state of its connection. */
  synchronized void connectionState(State now, String why, long retryMillis) {
    State previous = state();
    connectionState = now;
    error = why;
    retryAtMillis = retryMillis;
    if (state() != previous) {
      sinceMillis = System.currentTimeMillis();
    }
  }

  /** Sets a warning about the connected host; returns whether it changed. */
  synchronized boolean warning(String text) {
    boolean changed = !java.util.Objects.equals(warning, text);
    warning = text;
    return changed;
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
