package org.kymata.security;

/**
 * Fired when a session ended, by signing out, by its limits or by an admin; what it holds open must
 * close.
 *
 * @param sessionId as in {@link Caller.User#sessionId}
 */
public record SessionEnded(String sessionId) {}
