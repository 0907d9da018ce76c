package org.kymata.security;

import java.util.OptionalLong;

/**
 * An API key. A program reads with it as a viewer, and sends readings where its scope allows it,
 * whatever the account's role. The hub never stores its secret.
 *
 * @param id names the key; not a secret
 * @param accountId the owner's account
 * @param account that account's name
 * @param name the name that the owner gave it
 * @param scope what it may do, for which nodes, until when
 * @param created when it was created, epoch milliseconds
 * @param lastUsedMillis when it was last used, epoch milliseconds; empty when never
 */
public record ApiKey(
    String id,
    long accountId,
    String account,
    String name,
    ApiKeyScope scope,
    long created,
    OptionalLong lastUsedMillis) {

  /** Whether it has expired. */
  public boolean isExpired() {
    return scope.isExpired(System.currentTimeMillis());
  }
}
