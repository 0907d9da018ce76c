package org.kymata.nodes;

/**
 * Fired when a sender was rejected or blocked, or its node was deleted; transports close its
 * connections.
 *
 * @param sender the sender
 */
public record SenderRevoked(Sender sender) {}
