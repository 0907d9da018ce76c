package org.kymata.nodes;

/**
 * The token that a node had is worth nothing any more; sockets opened with it must close.
 *
 * @param id which node
 */
public record TokenRevoked(NodeId id) {}
