package org.kymata.access;

/**
 * A sign-in is over, by signing out, by its limits or by an admin; whatever it holds open must
 * close.
 *
 * @param signInId as in {@link Caller.User#signInId}
 */
public record SignInEnded(String signInId) {}
