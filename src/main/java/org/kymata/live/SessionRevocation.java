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

/** What lets the open pages and programs in, and its end: nobody watches on without it. */
@ApplicationScoped
public class SessionRevocation {

  @Inject private LiveFeed feed;
  @Inject private Sessions signIns;
  @Inject private ApiKeys keys;
  @Inject private CallerRevalidator callers;

  void closeRevoked(@Observes SessionEnded ended) {
    feed.closeRevoked(
        user -> user instanceof Caller.User person && person.sessionId().equals(ended.sessionId()));
  }

  void closeRevoked(@Observes ApiKeyEnded ended) {
    feed.closeRevoked(user -> user instanceof Caller.Key key && key.keyId().equals(ended.keyId()));
  }

  /** Whether this sign-in or key is worth something still; does not count as use of it. */
  public boolean isCurrent(Caller.Reader user) {
    return callers.isCurrent(user);
  }

  /**
   * Closes what should have been closed when its sign-in or key ended: an event that came before
   * the page was in the feed, and any other way to miss one.
   */
  void closeNotCurrent() {
    feed.closeRevoked(user -> !isCurrent(user));
  }

  /** Whether this sign-in or key is worth something still; counts as use of it. */
  private boolean recordUse(Caller.Reader user) {
    return user instanceof Caller.User person
        ? signIns.use(person.sessionId()).isPresent()
        : user instanceof Caller.Key key && keys.use(key.keyId()).isPresent();
  }

  /** An open socket is use of its key. May wait for the store. */
  void recordKeyUse() {
    feed.users().stream().filter(Caller.Key.class::isInstance).forEach(this::recordUse);
  }
}
