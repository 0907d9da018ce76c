/**
 * The registry of nodes, their tokens and keys, their status, pending nodes and adoption.
 *
 * <p>All features may import it; it imports none. Invariant: the hub stores tokens and keys as
 * hashes only, and shows each once.
 */
package org.kymata.nodes;
