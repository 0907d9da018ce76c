/**
 * Another Kymata as a watched host: the WebSocket session to it, its snapshots and readings, and
 * the errors of a failed connection.
 */
package org.kymata.hosts.peer;
