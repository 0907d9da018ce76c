package org.kymata.security;

/**
 * Fired when an API key becomes invalid: it was removed, it expired, or its account lost rights or
 * got another password. What the key holds open must close.
 *
 * @param keyId as in {@link Caller.Key#keyId}
 */
public record ApiKeyEnded(String keyId) {}
