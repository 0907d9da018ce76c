/**
 * The WebSocket transport: the address {@code /ws}, and the handler of the nodes that connect
 * there.
 *
 * <p>{@code nodews} imports the classes that send; no other package imports it. Invariant: a socket
 * exists only for a caller that the access filter let in.
 */
package org.kymata.transport.websocket;
