/**
 * Readings: the record of one, the catalog of series, and the event of committed ones.
 *
 * <p>Every feature but {@code nodes}, {@code security} and {@code messages} may import it; it
 * imports {@code nodes} and the common packages. Invariant: what was acknowledged is on disk, and
 * no reading is published before its commit.
 */
package org.kymata.readings;
