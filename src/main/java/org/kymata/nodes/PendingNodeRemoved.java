package org.kymata.nodes;

/**
 * A knock is in the list no more: it was decided on, or pushed out by newer ones.
 *
 * @param knockId which
 */
public record PendingNodeRemoved(String pendingNodeId) {}
