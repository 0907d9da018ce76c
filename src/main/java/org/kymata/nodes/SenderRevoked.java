package org.kymata.nodes;

/**
 * A sender was refused or blocked, or its node is gone: doors close its connections.
 *
 * @param sender who
 */
public record SenderRevoked(Sender sender) {}
