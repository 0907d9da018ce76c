package org.kymata.hosts;

import java.util.concurrent.atomic.AtomicLong;
import org.kymata.hosts.Host.State;
import org.kymata.nodes.NodeId;

/** One host while the hub runs: its settings and its connection. Thread-safe. */
final class Watched {

  private final NodeId id;
  private final Way way;
  private final HostAddress address;
  private final String key;
  private final AtomicLong refused = new AtomicLong();
  private int intervalMillis;
  private boolean running;
  private String agent;
  private String machine;
  private String remote;
  private State link;
  private String error;
  private String notice;
  private long sinceMillis = System.currentTimeMillis();
  private long retryAtMillis;
  private long dropped;
  private HostLine line;

  Watched(HostRecord row) {
    this(row.node(), row.way(), row.address(), row.key(), row.intervalMillis(), row.isRunning());
    agent = row.agent();
  }

  Watched(
      NodeId id, Way way, HostAddress address, String key, int intervalMillis, boolean running) {
    this.id = id;
    this.way = way;
    this.address = address;
    this.key = key;
    this.intervalMillis = intervalMillis;
    this.running = running;
    this.link =
        switch (way) {
          case SELF -> State.CONNECTED;
          case DIAL -> State.WAITING;
          case LISTEN, KYMATA -> State.CONNECTING;
        };
  }

  Way way() {
    return way;
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
        way,
        address == null ? remote : address.toString(),
        state(),
        error == null ? notice : error,
        sinceMillis,
        retryAtMillis,
        intervalMillis,
        running,
        agent,
        dropped,
        refused.get());
  }

  private State state() {
    return running ? link : State.STOPPED;
  }

  /** Sets how it is sampled; returns its connection, or null. */
  synchronized HostLine pace(int millis, boolean wanted) {
    State before = state();
    intervalMillis = millis;
    running = wanted;
    if (state() != before) {
      sinceMillis = System.currentTimeMillis();
    }
    return line;
  }

  /**
   * Takes a connection to its agent.
   *
   * @param from whose connection it is: another machine must not push this one out
   * @return the older connection that it replaces; null when there was none
   * @throws CannotConnect BUSY when another machine is connected as this host
   */
  synchronized HostLine attach(HostLine next, String from, String program, String place) {
    if (line != null && !from.equals(machine)) {
      throw new CannotConnect(
          CannotConnect.Code.BUSY,
          "another machine is connected with this node's token; each needs a node of its own");
    }
    HostLine before = line;
    line = next;
    machine = from;
    agent = program;
    remote = place;
    notice = null;
    link(State.CONNECTED, null, 0);
    return before;
  }

  /** Takes note that a connection ended; false when it was not this host's any more. */
  synchronized boolean detach(HostLine gone, String why) {
    if (line != gone) {
      return false;
    }
    line = null;
    notice = null;
    link(State.WAITING, why, 0);
    return true;
  }

  /** Its connection stands so now. */
  synchronized void link(State now, String why, long retryMillis) {
    State before = state();
    link = now;
    error = why;
    retryAtMillis = retryMillis;
    if (state() != before) {
      sinceMillis = System.currentTimeMillis();
    }
  }

  /** Something is odd with it although it is connected; true when that is news. */
  synchronized boolean notice(String text) {
    boolean news = !java.util.Objects.equals(notice, text);
    notice = text;
    return news;
  }

  synchronized void dropped(long more) {
    dropped += more;
  }

  void refused(long more) {
    refused.addAndGet(more);
  }

  synchronized HostLine line() {
    return line;
  }
}
