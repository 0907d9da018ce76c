package org.kymata.nodes;

/**
 * Fired when a node was created or renamed, or its status changed.
 *
 * @param node its current data
 * @param status its current status
 */
public record NodeChanged(Node node, NodeStatus status) {}
