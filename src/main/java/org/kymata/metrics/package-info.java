/**
 * The hub's own metrics: each part implements {@link org.kymata.metrics.MetricSource}, and {@code
 * /metrics} and this machine's own series read them all in the same way.
 *
 * <p>All packages may import it; it imports {@code config} and {@code json}. Invariant: reading
 * metrics costs the reader, and next to nothing the work that is counted.
 */
package org.kymata.metrics;
