package org.kymata.nodes;

/**
 * Somebody without a token who wants to be let in.
 *
 * @param id names the knock while it is in the list
 * @param sender who
 * @param origin of the foreign web page that it is, at most 1 KiB; "" for any other sender
 * @param first when it knocked first, epoch milliseconds
 * @param last when it knocked last, epoch milliseconds
 * @param count how often it knocked
 * @param raw its last message as it came, at most 1 KiB
 * @param decoded its last message as it was understood, at most 1 KiB
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
