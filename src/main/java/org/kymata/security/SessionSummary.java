package org.kymata.security;

/**
 * A session as its owner sees it in a list.
 *
 * @param user whose, and under which id
 * @param address where it was opened from; "" when that is not known
 * @param device the browser in words; "" when that is not known
 * @param created when it was opened, epoch milliseconds
 * @param lastUsed when it was last used, epoch milliseconds
 */
public record SessionSummary(
    Caller.User user, String address, String device, long created, long lastUsed) {}
