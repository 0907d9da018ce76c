/**
 * Another Kymata as a watched host: the WebSocket session to it, its snapshots and readings, and
 * how a failed connection is said.
 */
package org.kymata.hosts.peer;
