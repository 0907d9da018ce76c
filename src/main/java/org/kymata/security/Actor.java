package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/**
 * The cause of an entry in the security log, and its address.
 *
 * @param name an account's name, an API key's, or {@link #HUB}'s
 * @param address the client's address; null when the hub acts by itself
 * @param user the signed-in user; null when there is none
 */
public record Actor(String name, String address, Caller.User user) {

  /** The hub itself, at its start or when something expires. */
  public static final Actor HUB = new Actor("hub", null);

  /** An actor without a session. */
  public Actor(String name, String address) {
    this(name, address, null);
  }

  /** The caller of this request, which has passed the access filter. */
  public static Actor of(HttpServletRequest request) {
    Principal caller = request.getUserPrincipal();
    Caller.User user = caller instanceof Caller.User person ? person : null;
    return new Actor(caller.getName(), ClientAddress.of(request), user);
  }
}
