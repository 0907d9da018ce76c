package org.kymata.nodes;

/**
 * Fired when a node is no longer pending: it was decided on, or newer ones replaced it.
 *
 * @param pendingNodeId its id
 */
public record PendingNodeRemoved(String pendingNodeId) {}
