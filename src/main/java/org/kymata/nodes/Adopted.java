package org.kymata.nodes;

/**
 * What a sender was adopted as.
 *
 * @param node which node; null when it is a page that may see and act
 */
public record Adopted(NodeId node) {

  /** Whether it is a page and no node. */
  public boolean isPage() {
    return node == null;
  }
}
