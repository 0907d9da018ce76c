package org.kymata.hostmetrics;

import org.kymata.nodes.NodeId;

/**
 * The facts of a host changed, or its first snapshot since the start arrived.
 *
 * @param node the host
 * @param snapshot the first snapshot with the new facts
 */
public record HostFactsChanged(NodeId node, HostSnapshot snapshot) {}
