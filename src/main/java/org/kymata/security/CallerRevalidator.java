package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.Nodes;

/**
 * Asks again for a caller whom the access filter let in: whoever waited since then, for the rest of
 * a body or for a stream to open, may have been signed out or revoked meanwhile (ADR 25).
 */
@ApplicationScoped
public class CallerRevalidator {

  @Inject private Sessions sessions;
  @Inject private ApiKeys keys;
  @Inject private Nodes nodes;

  /**
   * Whether the session, key or token of a caller is worth something still; does not count as use
   * of it.
   *
   * @param caller null for a stranger, who is let in without any
   */
  public boolean isCurrent(Principal caller) {
    if (caller instanceof Caller.User user) {
      return sessions.isOpen(user.sessionId());
    }
    if (caller instanceof Caller.Key key) {
      return keys.isValid(key.keyId());
    }
    return !(caller instanceof Caller.Node node) || nodes.isToken(node.id(), node.tokenHash());
  }

  /**
   * Lets a caller go on.
   *
   * @throws DomainException UNAUTHENTICATED when its session, key or token ended meanwhile
   */
  public void requireCurrent(Principal caller) {
    if (!isCurrent(caller)) {
      throw new DomainException(
          Kind.UNAUTHENTICATED,
          "the session, API key or token of this request ended before its body was there");
    }
  }
}
