package org.kymata.security;

/**
 * An API key is worth nothing any more: it was removed, has expired, or its account may do less
 * than before or got another password. Whatever it holds open must close.
 *
 * @param keyId as in {@link Caller.Key#keyId}
 */
public record ApiKeyEnded(String keyId) {}
