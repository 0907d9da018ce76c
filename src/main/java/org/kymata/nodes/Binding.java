package org.kymata.nodes;

/**
 * What a sender was adopted as.
 *
 * @param node which node; null when it is a page that may see and act
 * @param keyHash the hash of the key that it showed; null when it is known by its address
 */
public record Binding(NodeId node, String keyHash) {

  /** What a sender is that is known by its address. */
  public Binding(NodeId node) {
    this(node, null);
  }

  /** Whether it is a page and no node. */
  public boolean isPage() {
    return node == null;
  }

  /** Whether it showed the node's key. */
  public boolean isByKey() {
    return keyHash != null;
  }

  /** Without the hash, which belongs into no log. */
  @Override
  public String toString() {
    return isPage() ? "page" : node + (isByKey() ? " by its key" : "");
  }
}
