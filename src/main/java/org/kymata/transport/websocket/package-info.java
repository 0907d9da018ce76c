/**
 * The WebSocket door: the address {@code /ws}, and the part that nodes play there.
 *
 * <p>The door on the node port imports what sends; else nobody imports it. Invariant: a socket
 * exists only for a caller that the access filter let in.
 */
package org.kymata.transport.websocket;
