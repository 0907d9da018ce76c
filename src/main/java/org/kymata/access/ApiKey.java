package org.kymata.access;

import java.util.OptionalLong;

/**
 * A key with which a program reads as a viewer, whatever the account may do. Its secret is kept
 * nowhere.
 *
 * @param id names the key, and is no secret
 * @param accountId whose it is
 * @param account that account's name
 * @param name what its owner calls it
 * @param created when it was made, epoch milliseconds
 * @param lastUsedMillis when it was shown last, epoch milliseconds; empty when never
 */
public record ApiKey(
    String id,
    long accountId,
    String account,
    String name,
    long created,
    OptionalLong lastUsedMillis) {}
