/**
 * The live feed: who watches what, and one frame a tick to each, by WebSocket or SSE.
 *
 * <p>Nobody imports it. Invariant: a slow browser delays nobody and holds bounded memory.
 */
package org.kymata.live;
