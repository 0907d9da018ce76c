package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/**
 * Who does something that the security log keeps, and from where.
 *
 * @param name an account's name, an API key's, or {@link #HUB}'s
 * @param address of the client; null when the hub acts by itself
 * @param user whose session it is; null when it is not one's
 */
public record Actor(String name, String address, Caller.User user) {

  /** The hub itself: at its start, or when something is over. */
  public static final Actor HUB = new Actor("hub", null);

  /** Who acts without a session. */
  public Actor(String name, String address) {
    this(name, address, null);
  }

  /** Who makes this request; it has passed the access filter. */
  public static Actor of(HttpServletRequest request) {
    Principal caller = request.getUserPrincipal();
    Caller.User user = caller instanceof Caller.User person ? person : null;
    return new Actor(caller.getName(), ClientAddress.of(request), user);
  }
}
