package org.kymata.security;

/**
 * A session in the list of a user's sessions.
 *
 * @param user the user, with the session's id
 * @param address where it was opened from; "" when unknown
 * @param device the browser's name for people; "" when unknown
 * @param created when it was opened, epoch milliseconds
 * @param lastUsed when it was last used, epoch milliseconds
 */
public record SessionSummary(
    Caller.User user, String address, String device, long created, long lastUsed) {}
