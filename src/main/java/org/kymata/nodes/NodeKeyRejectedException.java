package org.kymata.nodes;

import java.util.Optional;
import org.kymata.errors.DomainException;

/** A message was rejected since its sender showed no key, or a wrong one. */
public class NodeKeyRejectedException extends DomainException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The node has a key, and the sender showed none. */
    MISSING("node.key.missing", "this node has a key: send it as \"key\""),
    /** The key is no node's. */
    WRONG("node.key.wrong", "this key is no node's"),
    /** So were too many keys from the same address before. */
    THROTTLED("node.key.throttled", "too many wrong keys from this address");

    private final String code;
    private final String message;

    Reason(String code, String words) {
      this.code = code;
      this.message = words;
    }

    /** The stable name of the error. */
    public String code() {
      return code;
    }
  }

  private static final String MISSING_BY_GET =
      "this node has a key, which never goes into an address: send by TCP, by the node port, or with"
          + " a token";

  private final Reason reason;
  private final transient NodeId node;

  NodeKeyRejectedException(Reason reason, Transport door, NodeId node) {
    super(
        Kind.FORBIDDEN,
        reason == Reason.MISSING && door == Transport.GET ? MISSING_BY_GET : reason.message);
    this.reason = reason;
    this.node = node;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** In whose messages it is to be shown; empty when in none. */
  public Optional<NodeId> tracedNode() {
    return Optional.ofNullable(node);
  }
}
