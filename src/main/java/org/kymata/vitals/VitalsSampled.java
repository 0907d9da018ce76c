package org.kymata.vitals;

import org.kymata.nodes.NodeId;

/**
 * A machine was sampled.
 *
 * @param node which machine
 * @param json the sample, as {@link VitalsJson} writes it
 */
public record VitalsSampled(NodeId node, String json) {}
