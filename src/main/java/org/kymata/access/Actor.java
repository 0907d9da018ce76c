package org.kymata.access;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Who does something that the security log keeps, and from where.
 *
 * @param name an account's name, an API key's, or {@link #HUB}'s
 * @param address of the client; null when the hub acts by itself
 */
public record Actor(String name, String address) {

  /** The hub itself: at its start, or when something is over. */
  public static final Actor HUB = new Actor("hub", null);

  /** Who makes this request; it has passed the access filter. */
  public static Actor of(HttpServletRequest request) {
    return new Actor(request.getUserPrincipal().getName(), ClientAddress.of(request));
  }
}
