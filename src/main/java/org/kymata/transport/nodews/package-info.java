/**
 * The node WebSocket transport: a port of its own where nodes and pages exchange JSON with a {@code
 * type}, without a token.
 *
 * <p>No other package imports it. Invariant: for a connection that is not adopted the hub keeps
 * nothing, forwards nothing from it and sends it nothing from others.
 */
package org.kymata.transport.nodews;
