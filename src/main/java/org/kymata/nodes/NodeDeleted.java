package org.kymata.nodes;

/**
 * Fired after a node was deleted.
 *
 * @param id the node's id
 */
public record NodeDeleted(NodeId id) {}
