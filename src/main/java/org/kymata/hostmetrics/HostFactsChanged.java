package org.kymata.hostmetrics;

import org.kymata.nodes.NodeId;

/**
 * A host is something else than before, or was seen for the first time since the start.
 *
 * @param node which host
 * @param picture the first one with its new facts
 */
public record HostFactsChanged(NodeId node, HostSnapshot snapshot) {}
