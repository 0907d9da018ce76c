package org.kymata.security;

/**
 * A sign-in is over, by signing out, by its limits or by an admin; whatever it holds open must
 * close.
 *
 * @param signInId as in {@link Caller.User#sessionId}
 */
public record SessionEnded(String sessionId) {}
