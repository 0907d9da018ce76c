/**
 * Readings: what one is, which series there are, and the event that tells of committed ones.
 *
 * <p>Every feature but {@code nodes}, {@code security} and {@code messages} may import it; it
 * imports {@code nodes} and the common packages. Invariant: what was acknowledged is on disk, and
 * nothing is told of a reading before its commit.
 */
package org.kymata.readings;
