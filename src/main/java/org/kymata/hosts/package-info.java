/**
 * The hosts: machines whose vitals are watched, this one and any other, and how each is reached.
 *
 * <p>Live and the doors may import it; it imports vitals, readings, nodes and platform. Invariant:
 * a host's key leaves this package towards its agent only.
 */
package org.kymata.hosts;
