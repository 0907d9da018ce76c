package org.kymata.security;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kymata.nodes.NodeId;

/**
 * What an API key may do, and until when.
 *
 * @param writes whether it may also send readings
 * @param nodes of which nodes it reads, and writes; empty for all
 * @param expiresMillis when it is worth nothing any more, epoch milliseconds; empty for never
 */
public record ApiKeyScope(
    boolean canWriteReadings, Optional<Set<NodeId>> nodes, OptionalLong expiresMillis) {

  /** Reads all nodes, for ever: what a key was before there were scopes. */
  public static final ApiKeyScope READ_ALL =
      new ApiKeyScope(false, Optional.empty(), OptionalLong.empty());

  /** Takes a copy, so that a scope never changes. */
  public ApiKeyScope {
    nodes = nodes.map(Set::copyOf);
  }

  /** Whether it is for this node. */
  public boolean includes(NodeId node) {
    return nodes.isEmpty() || nodes.get().contains(node);
  }

  /** Whether it is over by then. */
  public boolean isExpired(long nowMillis) {
    return expiresMillis.isPresent() && nowMillis >= expiresMillis.getAsLong();
  }
}
