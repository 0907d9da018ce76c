package org.kymata.nodes;

/**
 * What a sender was adopted as.
 *
 * @param node the node's id; null for a page that may read and send commands
 * @param keyHash the hash of the key that it sent; null when its address identifies it
 */
public record Binding(NodeId node, String keyHash) {

  /** The binding of a sender that its address identifies. */
  public Binding(NodeId node) {
    this(node, null);
  }

  /** Whether it is a page and not a node. */
  public boolean isPage() {
    return node == null;
  }

  /** Whether the sender sent the node's key. */
  public boolean isByKey() {
    return keyHash != null;
  }

  /** Without the hash, which must not be logged. */
  @Override
  public String toString() {
    return isPage() ? "page" : node + (isByKey() ? " by its key" : "");
  }
}
