/**
 * Live data over WebSocket: what a page or an API key's program says on {@code /ws}, and its
 * frames.
 */
package org.kymata.live.websocket;
