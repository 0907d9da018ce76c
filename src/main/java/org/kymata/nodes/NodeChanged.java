package org.kymata.nodes;

/**
 * A node was made or renamed, or its presence changed.
 *
 * @param node as it is now
 * @param presence as it is now
 */
public record NodeChanged(Node node, NodeStatus status) {}
