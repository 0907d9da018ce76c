package org.kymata.nodes;

/**
 * Fired when a node's token becomes invalid; sockets that were opened with it must close.
 *
 * @param id the node's id
 */
public record TokenRevoked(NodeId id) {}
