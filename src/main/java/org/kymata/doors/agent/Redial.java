package org.kymata.doors.agent;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.kymata.hosts.CannotConnect;
import org.kymata.hosts.CannotConnect.Code;
import org.kymata.hosts.HostLinks;
import org.kymata.nodes.NodeId;
import org.kymata.platform.Ticks;

/** Keeps the hub connected to one host's agent, for as long as it is watched; on the loop. */
final class Redial implements Side {

  /** A connection that lasted so long was a good one. */
  private static final long GOOD_MILLIS = 10_000;

  private final NodeId node;
  private final HostLinks links;
  private final AgentDialler dialler;
  private final Executor names;
  private final EventLoop loop;
  private final Backoff backoff = new Backoff();
  private boolean over;
  private boolean busy;
  private String lastError;
  private long welcomedMillis;
  private Future<?> next;

  Redial(NodeId node, HostLinks links, AgentDialler dialler, Executor names) {
    this.node = node;
    this.links = links;
    this.dialler = dialler;
    this.names = names;
    this.loop = dialler.loop();
  }

  /** Goes on with a connection that is there already. */
  void adopt() {
    busy = true;
    welcomedMillis = Ticks.millis();
  }

  /** Tries now, unless it is connected or tries already. */
  void now() {
    if (over || busy) {
      return;
    }
    if (next != null) {
      next.cancel(false);
      next = null;
    }
    Optional<HostLinks.Target> target = links.target(node);
    if (target.isEmpty()) {
      over = true;
      return;
    }
    busy = true;
    welcomedMillis = 0;
    links.connecting(node, lastError);
    dialler.dial(target.get().address(), this, names);
  }

  /** Ends it; its connection is closed elsewhere. */
  void stop() {
    over = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  @Override
  public Greeting greeting() {
    return new Greeting(links.target(node).map(HostLinks.Target::key).orElse(null));
  }

  @Override
  public void met(Speaker session, AgentLine.Hello hello) {
    session.admit(node, false).thenRun(() -> loop.execute(() -> welcomedMillis = Ticks.millis()));
  }

  @Override
  public void ended(CannotConnect why) {
    busy = false;
    if (over) {
      return;
    }
    CannotConnect cause =
        why == null ? new CannotConnect(Code.UNREACHABLE, "the connection was closed") : why;
    if (welcomedMillis > 0 && Ticks.millis() - welcomedMillis > GOOD_MILLIS) {
      backoff.reset();
    }
    lastError = cause.getMessage();
    long wait = cause.code().isLasting() ? backoff.longest() : backoff.next();
    links.failed(node, cause, System.currentTimeMillis() + wait);
    next = loop.schedule(this::now, wait, TimeUnit.MILLISECONDS);
  }
}
