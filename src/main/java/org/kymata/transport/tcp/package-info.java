/**
 * The raw TCP door: lines of base64 that hold JSON, both ways (docs/protocol.md).
 *
 * <p>Nobody imports it. Invariant: nothing blocks on an event loop's thread, and what a connection
 * may hold in memory is bounded.
 */
package org.kymata.transport.tcp;
