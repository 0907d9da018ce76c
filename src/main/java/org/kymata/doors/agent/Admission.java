package org.kymata.doors.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostLine;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

/** Lets an agent in: what of that waits for the stores is done elsewhere than on the loop. */
final class Admission {

  private static final Logger LOG = System.getLogger(Admission.class.getName());

  private final Parts parts;
  private final Speaker session;
  private final NodeId node;
  private final AgentLine.Hello hello;
  private final HostLine link;
  private final boolean dialled;
  private final String remote;

  Admission(
      Parts parts,
      Speaker session,
      NodeId node,
      AgentLine.Hello hello,
      HostLine link,
      boolean dialled) {
    this.parts = parts;
    this.session = session;
    this.node = node;
    this.hello = hello;
    this.link = link;
    this.dialled = dialled;
    this.remote = session.remote();
  }

  /** Begins; the session hears the end of it. */
  void begin() {
    errand(this::connect);
  }

  private void connect() {
    if (dialled) {
      parts.hosts().dialledIn(node);
    }
    parts.links().connected(node, link, hello.id(), hello.agent(), remote);
    // What the connection before still had under way belongs to the question where to go on.
    parts.flows().begin(node, session).thenRun(() -> errand(this::goOn));
  }

  private void goOn() {
    StoredTimes.Times known = parts.known().of(node);
    long from = parts.progress().from(node, hello.run(), hello.next());
    session.onLoop(() -> welcome(from, known));
  }

  private void welcome(long from, StoredTimes.Times known) {
    // Asked for now, so that whatever was ordered meanwhile is in it.
    parts
        .hosts()
        .find(node)
        .ifPresentOrElse(
            (Host host) -> session.admitted(host, from, known),
            () -> session.notAdmitted(DomainException.notFound("it is watched no more")));
  }

  private void errand(Runnable work) {
    try {
      parts.errands().execute(() -> run(work));
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
    session.onLoop(() -> session.notAdmitted(fault));
  }
}
