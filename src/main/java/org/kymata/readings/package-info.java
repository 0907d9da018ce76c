/**
 * Readings: checked, committed, then told of; and their history.
 *
 * <p>Vitals, live and the doors may import it; it imports nodes and platform. Invariant: what was
 * acknowledged is on disk, and nobody hears of a reading before its commit.
 */
package org.kymata.readings;
