package org.kymata.hosts.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostConnection;
import org.kymata.nodes.NodeId;

/** Admits an agent. The steps that wait for a store run on other threads than the event loop. */
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
      AgentContext context,
      AgentChannel session,
      NodeId node,
      AgentMessage.Hello hello,
      HostConnection connection,
      boolean inbound) {
    this.context = context;
    this.session = session;
    this.node = node;
    this.hello = hello;
    this.connection = connection;
    this.inbound = inbound;
    this.remote = session.remoteAddress();
  }

  /** Starts; the session is notified of the result. */
  void start() {
    runBlocking(this::connect);
  }

  private void connect() {
    if (inbound) {
      context.hosts().addInbound(node);
    }
    context.connections().connected(node, connection, hello.id(), hello.agent(), remote);
    // The samples that the previous connection has not stored yet decide where this one resumes.
    context.sequencer().takeOver(node, session).thenRun(() -> runBlocking(this::resumePoint));
  }

  private void resumePoint() {
    SampleDeduplicator.StoredTimestamps known = context.deduplicator().loadTimestamps(node);
    long from = context.ackTracker().nextSeq(node, hello.run(), hello.next());
    session.runOnLoop(() -> welcome(from, known));
  }

  private void welcome(long from, SampleDeduplicator.StoredTimestamps known) {
    // Read only now, so that it includes settings that changed meanwhile.
    context
        .hosts()
        .find(node)
        .ifPresentOrElse(
            (Host host) -> session.onAdmitted(host, from, known),
            () ->
                session.onAdmissionFailed(
                    DomainException.notFound("this node is not watched as a host any more")));
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
      LOG.log(Level.ERROR, "an agent could not be admitted", e);
      fail(new DomainException(Kind.UNAVAILABLE, "the hub failed at this; its log says why", 5));
    }
  }

  private void fail(DomainException fault) {
    session.runOnLoop(() -> session.onAdmissionFailed(fault));
  }
}
