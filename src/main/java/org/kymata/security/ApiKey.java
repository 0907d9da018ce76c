package org.kymata.security;

import java.util.OptionalLong;

/**
 * A key with which a program reads as a viewer, and sends readings where its scope says so,
 * whatever the account may do. Its secret is kept nowhere.
 *
 * @param id names the key, and is no secret
 * @param accountId whose it is
 * @param account that account's name
 * @param name what its owner calls it
 * @param scope what it may do, to which nodes, until when
 * @param created when it was made, epoch milliseconds
 * @param lastUsedMillis when it was shown last, epoch milliseconds; empty when never
 */
public record ApiKey(
    String id,
    long accountId,
    String account,
    String name,
    ApiKeyScope scope,
    long created,
    OptionalLong lastUsedMillis) {

  /** Whether it is worth nothing any more, by its age. */
  public boolean isExpired() {
    return scope.isExpired(System.currentTimeMillis());
  }
}
