package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.Nodes;

/**
 * Checks a caller again after the access filter admitted it: while it waited for the rest of a
 * body, or for a stream to open, its session or key may have ended (ADR 25).
 */
@ApplicationScoped
public class CallerRevalidator {

  @Inject private Sessions sessions;
  @Inject private ApiKeys keys;
  @Inject private Nodes nodes;

  /**
   * Whether the session, key or token of a caller is still valid; does not count as use.
   *
   * @param caller null for a stranger, who needs none
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
   * Refuses a caller whose credentials ended meanwhile.
   *
   * @throws DomainException UNAUTHENTICATED when its session, key or token ended
   */
  public void requireCurrent(Principal caller) {
    if (!isCurrent(caller)) {
      throw new DomainException(
          Kind.UNAUTHENTICATED,
          "the session, API key or token of this request ended before the whole body arrived");
    }
  }
}
