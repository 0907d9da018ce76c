/**
 * Host metrics of this machine and the snapshots of all hosts: one sampler per metric family.
 *
 * <p>It imports {@code nodes} and {@code readings}; {@code hosts}, {@code live} and {@code
 * transport} import it. Invariant: what a machine does not have, or could not be measured, is
 * absent from a snapshot, never 0.
 */
package org.kymata.hostmetrics;
