package org.kymata.nodes;

/**
 * Fired when the key of a node was created, renewed or removed. Connections that were authenticated
 * otherwise no longer belong to the node.
 *
 * @param node the node's id
 */
public record NodeKeyChanged(NodeId node) {}
