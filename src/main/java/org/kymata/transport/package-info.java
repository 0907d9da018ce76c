/**
 * The doors: bytes in, readings out, replies back, and nothing else.
 *
 * <p>Nobody imports it. Invariant: every door shares the same checks, limits and error texts, which
 * live behind it.
 */
package org.kymata.transport;
