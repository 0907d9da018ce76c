/**
 * The TCP transport: lines of base64 that hold JSON, in both directions (docs/protocol.md).
 *
 * <p>No other package imports it. Invariant: nothing blocks on an event loop's thread, and the
 * memory of a connection is bounded.
 */
package org.kymata.transport.tcp;
