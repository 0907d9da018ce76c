/**
 * The door of agents, which send the vitals of hosts: JSON lines over TCP, both ways round; and of
 * other Kymatas, whose machine is watched by their WebSocket.
 *
 * <p>The other doors may import it. Invariant: one machine for both ways; what an agent says is
 * checked, bounded and counted, and only what is stored is acknowledged.
 */
package org.kymata.hosts.agent;
