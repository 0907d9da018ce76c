package org.kymata.nodes;

/**
 * A sender without credentials that waits for a decision.
 *
 * @param id names it while it is pending
 * @param sender its transport, address and name
 * @param origin of a foreign web page, at most 1 KiB; "" for any other sender
 * @param first when its first message came, epoch milliseconds
 * @param last when its last message came, epoch milliseconds
 * @param count how many messages it sent
 * @param raw its last message unchanged, at most 1 KiB
 * @param decoded its last message decoded, at most 1 KiB
 */
public record PendingNode(
    String id,
    Sender sender,
    String origin,
    long first,
    long last,
    long count,
    String raw,
    String decoded) {}
