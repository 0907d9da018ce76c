package org.kymata.nodes;

/**
 * Who knocks: what an adoption is bound to.
 *
 * @param door where
 * @param address from where, without a port
 * @param name as it calls itself; "" when it does not
 */
public record Sender(Door door, String address, String name) {}
