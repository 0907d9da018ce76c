package org.kymata.nodes;

/**
 * Fired when a pending node sent its first or a further message; not for every message.
 *
 * @param pendingNode its current state
 */
public record PendingNodeUpdated(PendingNode pendingNode) {}
