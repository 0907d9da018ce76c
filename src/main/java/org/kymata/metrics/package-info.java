/**
 * What the hub knows of its own work, as numbers: each part tells its figures, and whoever shows
 * them (the address {@code /metrics}, this machine's own series) asks all parts in the same way.
 *
 * <p>Everybody may import it; it imports no feature. Invariant: telling costs the one who asks, and
 * next to nothing the work that is counted.
 */
package org.kymata.metrics;
