/**
 * The node WebSocket door: a port of its own, where nodes and pages speak JSON with a {@code type}
 * and show no token.
 *
 * <p>Nobody imports it. Invariant: of a connection that is not adopted nothing is kept, nothing
 * reaches another one, and nothing of the others reaches it.
 */
package org.kymata.transport.nodews;
