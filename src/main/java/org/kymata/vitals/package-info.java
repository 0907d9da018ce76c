/**
 * What the machine under Kymata is doing: one sampler per metric family, one sample per call.
 *
 * <p>Doors and live may import it; it imports no other feature. Invariant: what the machine does
 * not have, or could not be measured, is absent from a sample, never 0.
 */
package org.kymata.vitals;
