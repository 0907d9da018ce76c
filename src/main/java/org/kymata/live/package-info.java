/**
 * The live feed: subscriptions, and fan-out to clients with one frame a tick for each, by WebSocket
 * or SSE.
 *
 * <p>Invariant: a slow client delays no other client and uses bounded memory.
 */
package org.kymata.live;
