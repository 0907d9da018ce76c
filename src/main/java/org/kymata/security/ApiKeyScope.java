package org.kymata.security;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kymata.nodes.NodeId;

/**
 * What an API key may do, and until when.
 *
 * @param canWriteReadings whether it may also send readings
 * @param nodes the nodes that it may read and write; empty for all
 * @param expiresMillis when it expires, epoch milliseconds; empty for never
 */
public record ApiKeyScope(
    boolean canWriteReadings, Optional<Set<NodeId>> nodes, OptionalLong expiresMillis) {

  /** May read all nodes and never expires: the scope of keys that were created without one. */
  public static final ApiKeyScope READ_ALL =
      new ApiKeyScope(false, Optional.empty(), OptionalLong.empty());

  /** Copies the set, so that a scope is immutable. */
  public ApiKeyScope {
    nodes = nodes.map(Set::copyOf);
  }

  /** Whether the scope includes this node. */
  public boolean includes(NodeId node) {
    return nodes.isEmpty() || nodes.get().contains(node);
  }

  /** Whether it has expired at that time. */
  public boolean isExpired(long nowMillis) {
    return expiresMillis.isPresent() && nowMillis >= expiresMillis.getAsLong();
  }
}
