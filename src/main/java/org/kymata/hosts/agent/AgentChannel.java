package org.kymata.hosts.agent;

import java.util.concurrent.CompletableFuture;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.Host;
import org.kymata.nodes.NodeId;

/** A connection whose other end said who it is: that of an agent, or of another Kymata. */
public interface AgentChannel extends SampleSubmitter.Connection {

  /** Whether the connection is there. */
  boolean isOpen();

  /** Ends the connection; what was said before goes out first. */
  void disconnect();

  /** From where the other end is connected. */
  String remoteAddress();

  /**
   * Lets it in as a host; from any thread.
   *
   * @param dialled whether it came by itself, and may become a host only now
   * @return done when it was welcomed; fails when it could not be
   */
  CompletableFuture<Void> admit(NodeId as, boolean dialled);

  /** The hub knows now how to go on with it; on the loop's thread. */
  void onAdmitted(Host host, long from, SampleDeduplicator.StoredTimestamps known);

  /** It could not be let in; on the loop's thread. */
  void onAdmissionFailed(DomainException fault);

  /** Will not have it, and says why; on the loop's thread. */
  void reject(String fault);

  /** Gives up a connection that nobody has a use for; from any thread. */
  void close(ConnectFailure cause);
}
