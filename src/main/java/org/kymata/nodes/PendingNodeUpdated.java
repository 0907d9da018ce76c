package org.kymata.nodes;

/**
 * Somebody knocked, for the first time or again. Not every knock is told.
 *
 * @param knock as it is now
 */
public record PendingNodeUpdated(PendingNode pendingNode) {}
