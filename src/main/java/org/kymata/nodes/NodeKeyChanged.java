package org.kymata.nodes;

/**
 * The key of a node was made, renewed or removed; connections that do not hold the one that counts
 * now are not that node's any more.
 *
 * @param node which
 */
public record NodeKeyChanged(NodeId node) {}
