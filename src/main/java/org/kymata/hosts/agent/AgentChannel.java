package org.kymata.hosts.agent;

import java.util.concurrent.CompletableFuture;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.Host;
import org.kymata.nodes.NodeId;

/** The connection to an agent, or to another Kymata. */
public interface AgentChannel extends SampleSubmitter.Connection {

  /** Whether the connection is open. */
  boolean isOpen();

  /** Closes the connection; pending messages go out first. */
  void disconnect();

  /** The address of the other end. */
  String remoteAddress();

  /**
   * Admits the other end as a host; from any thread.
   *
   * @param inbound whether it connected to the hub, and may become a host only now
   * @return completes when it was welcomed; fails when it was not admitted
   */
  CompletableFuture<Void> admit(NodeId node, boolean inbound);

  /** Welcomes the host; event loop's thread only. */
  void onAdmitted(Host host, long from, SampleDeduplicator.StoredTimestamps known);

  /** Reports that it was not admitted; event loop's thread only. */
  void onAdmissionFailed(DomainException fault);

  /** Rejects the other end with a reason; event loop's thread only. */
  void reject(String fault);

  /** Closes a connection that is not needed any more; from any thread. */
  void close(ConnectFailure cause);
}
