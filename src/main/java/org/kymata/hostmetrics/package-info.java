/**
 * What the machine under Kymata is doing, and pictures of others: one sampler per metric family.
 *
 * <p>Doors and live may import it; it imports nodes, readings and platform. Invariant: what a
 * machine does not have, or could not be measured, is absent from a picture, never 0.
 */
package org.kymata.hostmetrics;
