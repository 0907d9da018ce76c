/**
 * The agents' protocol: JSON lines over TCP that carry host metrics, whether the agent or the hub
 * connects; and the hub's connections to agents and to other Kymatas.
 *
 * <p>{@code transport} and {@code hosts.peer} import it. Invariant: both directions share one state
 * machine; an agent's input is validated, bounded and counted, and the hub acknowledges only stored
 * samples.
 */
package org.kymata.hosts.agent;
