package org.kymata.commands;

import java.time.Duration;

/**
 * What somebody wants of a node.
 *
 * @param id names the command; null lets the hub choose
 * @param action what
 * @param arguments with what: the text of a JSON object
 * @param ttl for how long it is worth something; null is the usual for that action
 */
public record CommandRequest(String id, String action, String arguments, Duration ttl) {}
