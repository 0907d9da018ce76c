package org.kymata.nodes;

/**
 * A node is gone.
 *
 * @param id which
 */
public record NodeDeleted(NodeId id) {}
