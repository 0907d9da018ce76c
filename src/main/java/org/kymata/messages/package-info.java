/**
 * The X-ray: the newest messages of each node as they went over the wire, beside what they mean.
 *
 * <p>The doors may import it; it imports nodes and platform. Invariant: bounded memory, and no
 * token is kept.
 */
package org.kymata.messages;
