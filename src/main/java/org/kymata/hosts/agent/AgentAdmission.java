package org.kymata.hosts.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostConnection;
import org.kymata.nodes.NodeId;

/** Lets an agent in: what of that waits for the stores is done elsewhere than on the loop. */
final class AgentAdmission {

  private static final Logger LOG = System.getLogger(AgentAdmission.class.getName());

  private final AgentContext context;
  private final AgentChannel session;
  private final NodeId node;
  private final AgentMessage.Hello hello;
  private final HostConnection connection;
  private final boolean inbound;
  private final String remote;

  AgentAdmission(
      AgentContext parts,
      AgentChannel session,
      NodeId node,
      AgentMessage.Hello hello,
      HostConnection link,
      boolean dialled) {
    this.context = parts;
    this.session = session;
    this.node = node;
    this.hello = hello;
    this.connection = link;
    this.inbound = dialled;
    this.remote = session.remoteAddress();
  }

  /** Begins; the session hears the end of it. */
  void start() {
    runBlocking(this::connect);
  }

  private void connect() {
    if (inbound) {
      context.hosts().addInbound(node);
    }
    context.connections().connected(node, connection, hello.id(), hello.agent(), remote);
    // What the connection before still had under way belongs to the question where to go on.
    context.sequencer().takeOver(node, session).thenRun(() -> runBlocking(this::resumePoint));
  }

  private void resumePoint() {
    SampleDeduplicator.StoredTimestamps known = context.deduplicator().loadTimestamps(node);
    long from = context.ackTracker().nextSeq(node, hello.run(), hello.next());
    session.runOnLoop(() -> welcome(from, known));
  }

  private void welcome(long from, SampleDeduplicator.StoredTimestamps known) {
    // Asked for now, so that whatever was ordered meanwhile is in it.
    context
        .hosts()
        .find(node)
        .ifPresentOrElse(
            (Host host) -> session.onAdmitted(host, from, known),
            () -> session.onAdmissionFailed(DomainException.notFound("it is watched no more")));
  }

  private void runBlocking(Runnable work) {
    try {
      context.blockingTasks().execute(() -> run(work));
    } catch (RejectedExecutionException e) {
      fail(new DomainException(Kind.UNAVAILABLE, "too many agents connect at once", 5));
    }
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (DomainException e) {
      fail(e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an agent could not be let in", e);
      fail(new DomainException(Kind.UNAVAILABLE, "the hub failed at this; its log says why", 5));
    }
  }

  private void fail(DomainException fault) {
    session.runOnLoop(() -> session.onAdmissionFailed(fault));
  }
}
