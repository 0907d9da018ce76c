/**
 * The nodes: who they are, their tokens, and whether they are there.
 *
 * <p>Readings, vitals, access, live and the doors may import it; it imports platform alone.
 * Invariant: a token is kept as a hash only, and shown once.
 */
package org.kymata.nodes;
