package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/** Lists and ends sessions: users their own, admins those of every account. */
@ApplicationScoped
public class AccountSessions {

  @Inject private Sessions sessions;
  @Inject private SecurityLog security;

  /**
   * The sessions of an account, last used first.
   *
   * @throws DomainException FORBIDDEN when the account is another's and {@code by} is no admin
   */
  public List<SessionSummary> list(Caller.User by, long accountId) {
    requireOwn(by, accountId);
    return sessions.ofAccount(accountId);
  }

  /**
   * Ends a session; what it holds open closes.
   *
   * @throws DomainException NOT_FOUND when there is no session that {@code by} may end
   */
  public void end(Actor by, String id) {
    Caller.User user =
        sessions
            .find(id)
            .filter(found -> isOwn(by.user(), found.accountId()))
            .orElseThrow(() -> DomainException.notFound("there is no such session any more"));
    end(by, user);
  }

  /** Ends all sessions of an account except the caller's own; returns how many. */
  public int endOthers(Actor by, long accountId) {
    requireOwn(by.user(), accountId);
    List<Caller.User> others =
        sessions.ofAccount(accountId).stream()
            .map(SessionSummary::user)
            .filter(user -> !user.sessionId().equals(by.user().sessionId()))
            .toList();
    others.forEach(user -> end(by, user));
    return others.size();
  }

  private void end(Actor by, Caller.User user) {
    sessions.end(user.sessionId());
    security.log(by, SecurityEvent.SESSION_ENDED, user.name(), "ended in the list of sessions");
  }

  private static void requireOwn(Caller.User by, long accountId) {
    if (!isOwn(by, accountId)) {
      throw new DomainException(Kind.FORBIDDEN, "these are the sessions of another account");
    }
  }

  private static boolean isOwn(Caller.User by, long accountId) {
    return by.accountId() == accountId || by.role().includes(Role.ADMIN);
  }
}
