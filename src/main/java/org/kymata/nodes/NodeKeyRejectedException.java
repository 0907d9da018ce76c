package org.kymata.nodes;

import java.util.Optional;
import org.kymata.errors.DomainException;

/** Thrown when a message is rejected because its sender sent no key or a wrong one. */
public class NodeKeyRejectedException extends DomainException {
  private static final long serialVersionUID = 1L;

  /** The reasons. */
  public enum Reason {
    /** The node has a key, and the sender sent none. */
    MISSING("node.key.missing", "this node has a key: send it as \"key\""),
    /** The key belongs to no node. */
    WRONG("node.key.wrong", "this key is no node's"),
    /** Too many wrong keys came from this address before. */
    THROTTLED("node.key.throttled", "too many wrong keys from this address");

    private final String code;
    private final String message;

    Reason(String code, String message) {
      this.code = code;
      this.message = message;
    }

    /** The stable code of the error. */
    public String code() {
      return code;
    }
  }

  private static final String MISSING_BY_GET =
      "this node has a key; never put it into an address: send by TCP, by the node port, or with a"
          + " token";

  private final Reason reason;
  private final transient NodeId node;

  NodeKeyRejectedException(Reason reason, Transport transport, NodeId node) {
    super(
        Kind.FORBIDDEN,
        reason == Reason.MISSING && transport == Transport.GET ? MISSING_BY_GET : reason.message);
    this.reason = reason;
    this.node = node;
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }

  /** The node whose messages show the rejection; empty when none does. */
  public Optional<NodeId> tracedNode() {
    return Optional.ofNullable(node);
  }
}
