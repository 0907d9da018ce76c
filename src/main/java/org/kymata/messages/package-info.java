/**
 * The newest messages of each node, raw as they went over the wire and decoded.
 *
 * <p>Imports {@code nodes} and {@code text}; {@code transport} and {@code hosts} write to it.
 * Invariant: its memory is bounded, and it keeps no secret.
 */
package org.kymata.messages;
