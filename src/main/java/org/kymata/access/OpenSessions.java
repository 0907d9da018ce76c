package org.kymata.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

/** One's own sessions, to be looked at and ended; for admins those of every account. */
@ApplicationScoped
public class OpenSessions {

  @Inject private SignIns signIns;
  @Inject private SecurityLog security;

  /**
   * The sessions of an account, last used first.
   *
   * @throws DomainException FORBIDDEN when it is that of another and {@code by} is no admin
   */
  public List<OpenSession> list(Caller.User by, long accountId) {
    requireOwn(by, accountId);
    return signIns.of(accountId);
  }

  /**
   * Ends one; what it holds open closes.
   *
   * @throws DomainException NOT_FOUND when there is none that {@code by} may end
   */
  public void end(Actor by, String id) {
    Caller.User user =
        signIns
            .find(id)
            .filter(found -> isOwn(by.user(), found.accountId()))
            .orElseThrow(() -> DomainException.notFound("there is no such session any more"));
    end(by, user);
  }

  /** Ends all of an account but the one that asks for it; answers how many. */
  public int endOthers(Actor by, long accountId) {
    requireOwn(by.user(), accountId);
    List<Caller.User> others =
        signIns.of(accountId).stream()
            .map(OpenSession::user)
            .filter(user -> !user.signInId().equals(by.user().signInId()))
            .toList();
    others.forEach(user -> end(by, user));
    return others.size();
  }

  private void end(Actor by, Caller.User user) {
    signIns.end(user.signInId());
    security.note(by, SecurityEvent.SESSION_ENDED, user.name(), "ended in the list of sessions");
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
