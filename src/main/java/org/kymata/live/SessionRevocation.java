package org.kymata.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.kymata.security.ApiKeyEnded;
import org.kymata.security.ApiKeys;
import org.kymata.security.Caller;
import org.kymata.security.CallerRevalidator;
import org.kymata.security.SessionEnded;
import org.kymata.security.Sessions;

/** Closes clients when their session or API key ends. */
@ApplicationScoped
public class SessionRevocation {

  @Inject private LiveFeed feed;
  @Inject private Sessions sessions;
  @Inject private ApiKeys keys;
  @Inject private CallerRevalidator callers;

  void closeRevoked(@Observes SessionEnded ended) {
    feed.closeRevoked(
        user ->
            user instanceof Caller.User signedIn && signedIn.sessionId().equals(ended.sessionId()));
  }

  void closeRevoked(@Observes ApiKeyEnded ended) {
    feed.closeRevoked(user -> user instanceof Caller.Key key && key.keyId().equals(ended.keyId()));
  }

  /** Whether this session or key is still valid; does not count as use of it. */
  public boolean isCurrent(Caller.Reader user) {
    return callers.isCurrent(user);
  }

  /**
   * Closes clients that missed the end of their session or key, for example because it came before
   * the client was in the feed.
   */
  void closeNotCurrent() {
    feed.closeRevoked(user -> !isCurrent(user));
  }

  /** Whether this session or key is still valid; counts as use of it. */
  private boolean recordUse(Caller.Reader user) {
    return user instanceof Caller.User signedIn
        ? sessions.use(signedIn.sessionId()).isPresent()
        : user instanceof Caller.Key key && keys.use(key.keyId()).isPresent();
  }

  /** Counts open sockets as use of their keys. May wait for the store. */
  void recordKeyUse() {
    feed.users().stream().filter(Caller.Key.class::isInstance).forEach(this::recordUse);
  }
}
