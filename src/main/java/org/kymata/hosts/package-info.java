/**
 * Watched hosts: this machine and any other, the state of each, and the port that agents' and
 * peers' connections implement.
 *
 * <p>It imports {@code hostmetrics} and {@code nodes}, its subpackages also {@code readings} and
 * {@code messages}; {@code live} and {@code transport} import it. Invariant: a host's key leaves
 * this package only towards its agent.
 */
package org.kymata.hosts;
