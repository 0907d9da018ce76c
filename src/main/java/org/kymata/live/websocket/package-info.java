/** Live data over WebSocket: the frames of pages and API keys on {@code /ws}. */
package org.kymata.live.websocket;
