package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;
import org.kymata.time.ClockJumpDetector;
import org.kymata.time.ClockJumped;

/**
 * Changes of an account while its password is checked or a hash is computed, and whom a stranger's
 * guesses delay.
 */
class AccountRacesTest {

  private static final String PASSWORD = "the password of ada";
  private static final String ADDRESS = "192.0.2.1";

  /** Passwords that cost nothing and take exactly as long as the concurrent change. */
  private static final class SlowPasswords extends PasswordHasher {
    Runnable meanwhile = () -> {};

    private void takeLong() {
      Runnable work = meanwhile;
      meanwhile = () -> {};
      work.run();
    }

    @Override
    public String hash(String password) {
      takeLong();
      return "hash of " + password;
    }

    @Override
    public boolean matches(String password, String hash, boolean known) {
      takeLong();
      return ("hash of " + password).equals(hash);
    }
  }

  private enum What {
    OWN_PASSWORD,
    RESET,
    DISABLED,
    DISABLED_AND_ENABLED_AGAIN,
    DEMOTED,
    PROMOTED,
    DELETED
  }

  @TempDir private Path directory;

  private final CapturedEvents<SessionEnded> ended = new CapturedEvents<>();
  private final SlowPasswords passwords = new SlowPasswords();
  private NodesFixture fixture;
  private SecurityLog log;
  private Sessions sessions;
  private ApiKeys keys;
  private Accounts accounts;
  private Caller.User ada;
  private Caller.User root;

  @BeforeEach
  void open() {
    fixture = new NodesFixture(directory);
    log = Wiring.start(Wiring.wire(new SecurityLog(), "database", fixture.database));
    sessions = restarted();
    keys =
        Wiring.start(
            Wiring.wire(
                new ApiKeys(),
                "database",
                fixture.database,
                "security",
                log,
                "ended",
                new CapturedEvents<ApiKeyEnded>()));
    accounts =
        Wiring.wire(
            new Accounts(),
            "database",
            fixture.database,
            "passwords",
            passwords,
            "strength",
            new PasswordStrengthValidator() {
              @Override
              public void require(String password, String name) {
                // Not tested here.
              }
            },
            "sessions",
            sessions,
            "loginLimiter",
            Wiring.wire(new LoginRateLimiter(), "security", log),
            "security",
            log,
            "keys",
            keys);
    ada = signedIn(accounts.create(Actor.HUB, "ada", PASSWORD, Role.OPERATOR));
    root = signedIn(accounts.create(Actor.HUB, "root", "password of root", Role.ADMIN));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Sessions restarted() {
    return Wiring.start(
        Wiring.wire(
            new Sessions(),
            "database",
            fixture.database,
            "settings",
            fixture.settings,
            "ended",
            ended,
            "security",
            log,
            "clock",
            Wiring.wire(
                new ClockJumpDetector(),
                "issues",
                NodesFixture.issues(),
                "jumped",
                new CapturedEvents<ClockJumped>())));
  }

  private Caller.User signedIn(Account account) {
    return sessions
        .byToken(sessions.open(account, "192.0.2.1", "Firefox on Android"))
        .orElseThrow();
  }

  private Account authenticated() {
    return accounts.authenticate("ada", PASSWORD, ADDRESS, "").orElseThrow();
  }

  private static Accounts.Change change(Role role, Boolean disabled, String password) {
    return new Accounts.Change(
        Optional.ofNullable(role), Optional.ofNullable(disabled), Optional.ofNullable(password));
  }

  private void apply(What what) {
    switch (what) {
      case OWN_PASSWORD ->
          accounts.changeOwnPassword(ada, ADDRESS, PASSWORD, "another password", false);
      case RESET -> byRoot(change(null, null, "reset by root"));
      case DISABLED -> byRoot(change(null, true, null));
      case DISABLED_AND_ENABLED_AGAIN -> {
        byRoot(change(null, true, null));
        byRoot(change(null, false, null));
      }
      case DEMOTED -> byRoot(change(Role.VIEWER, null, null));
      case PROMOTED -> byRoot(change(Role.ADMIN, null, null));
      case DELETED ->
          fixture.database.run(
              entities -> entities.remove(entities.find(Account.class, ada.accountId())));
    }
  }

  private static Actor by(Caller.User user) {
    return new Actor(user.name(), ADDRESS, user);
  }

  private void byRoot(Accounts.Change change) {
    accounts.change(by(root), ada.accountId(), change);
  }

  private static void assertRefused(Kind kind, Runnable work) {
    DomainException refusal = assertThrows(DomainException.class, work::run);
    assertEquals(kind, refusal.kind(), refusal.getMessage());
  }

  private long signInsOfAda() {
    return fixture.database.read(
        entities ->
            entities
                .createQuery("select count(s) from Session s where s.accountId = :id", Long.class)
                .setParameter("id", ada.accountId())
                .getSingleResult());
  }

  @ParameterizedTest
  @EnumSource(What.class)
  void signInInProgressLosesToAChangeOfTheAccount(What what) {
    passwords.meanwhile = () -> apply(what);
    Account checked = authenticated();
    long before = signInsOfAda();
    assertRefused(
        Kind.UNAUTHENTICATED, () -> sessions.open(checked, "192.0.2.1", "Firefox on Android"));
    assertEquals(before, signInsOfAda());
    assertEquals(what == What.OWN_PASSWORD ? 1 : 0, before);
  }

  @Test
  void changingTheOwnPasswordEndsOnlyTheOtherSessions() {
    String thief = sessions.open(authenticated(), "192.0.2.1", "Firefox on Android");
    apply(What.OWN_PASSWORD);
    assertTrue(sessions.isOpen(ada.sessionId()));
    assertFalse(sessions.byToken(thief).isPresent());
    Sessions after = restarted();
    assertTrue(after.isOpen(ada.sessionId()));
    assertFalse(after.byToken(thief).isPresent());
  }

  @Test
  void newPasswordOfAThiefLosesToAResetMeanwhile() {
    passwords.meanwhile = () -> apply(What.RESET);
    assertRefused(
        Kind.UNAUTHENTICATED,
        () -> accounts.changeOwnPassword(ada, ADDRESS, PASSWORD, "that of the thief", true));
    assertTrue(accounts.authenticate("ada", "reset by root", ADDRESS, "").isPresent());
  }

  @Test
  void adminWhoIsDemotedMeanwhileMakesAndChangesNoAccount() {
    Caller.User other = signedIn(accounts.create(Actor.HUB, "other", "password", Role.ADMIN));
    Runnable demoted =
        () -> accounts.change(by(root), other.accountId(), change(Role.VIEWER, null, null));
    passwords.meanwhile = demoted;
    assertRefused(
        Kind.UNAUTHENTICATED,
        () -> accounts.create(by(other), "back-door", "password", Role.ADMIN));
    assertEquals(3, accounts.list().size());
    assertRefused(
        Kind.UNAUTHENTICATED,
        () -> accounts.change(by(other), root.accountId(), change(Role.VIEWER, null, null)));
    assertTrue(sessions.isOpen(root.sessionId()));
  }

  @ParameterizedTest
  @EnumSource(
      value = What.class,
      names = {"OWN_PASSWORD"},
      mode = EnumSource.Mode.EXCLUDE)
  void sessionThatEndedMeanwhileMakesNoKey(What what) {
    apply(what);
    DomainException refusal =
        assertThrows(
            DomainException.class,
            () -> keys.create(ada, ADDRESS, "of-a-thief", ApiKeyScope.READ_ALL));
    assertTrue(List.of(401, 403).contains(refusal.kind().status()), refusal.getMessage());
    assertEquals(List.of(), keys.list());
  }

  @Test
  void signedOutSessionMakesNoKey() {
    sessions.end(ada.sessionId());
    assertRefused(
        Kind.UNAUTHENTICATED, () -> keys.create(ada, ADDRESS, "of-a-thief", ApiKeyScope.READ_ALL));
  }

  @Test
  void restartLeavesOutTheSessionsOfDisabledAccountsAndOfOlderEpochs() {
    assertTrue(restarted().isOpen(ada.sessionId()));
    update("update account set disabled = true where name = 'ada'");
    assertFalse(restarted().isOpen(ada.sessionId()));
    update("update account set disabled = false, session_epoch = 7 where name = 'ada'");
    assertFalse(restarted().isOpen(ada.sessionId()));
  }

  @Test
  void guessesOfStrangersDelayStrangersAndNoKnownDevice() {
    String cookie = DeviceCookies.create(authenticated());
    for (int i = 0; i < 200; i++) {
      String address = "198.51.100." + i;
      try {
        assertTrue(accounts.authenticate("ada", "guess " + i, address, "").isEmpty());
      } catch (DomainException refusal) {
        assertEquals(Kind.TOO_MANY, refusal.kind());
      }
    }
    assertRefused(Kind.TOO_MANY, () -> accounts.authenticate("ada", PASSWORD, "203.0.113.1", ""));
    assertRefused(
        Kind.TOO_MANY, () -> accounts.authenticate("ada", PASSWORD, "203.0.113.1", cookie + "x"));
    assertTrue(accounts.authenticate("ada", PASSWORD, "198.51.100.1", cookie).isPresent());
    accounts.changeOwnPassword(ada, ADDRESS, PASSWORD, "another password", false);
  }

  @Test
  void knownDeviceThatGuessesMustWaitToo() {
    String cookie = DeviceCookies.create(authenticated());
    for (int i = 0; i < 5; i++) {
      assertTrue(accounts.authenticate("ada", "guess " + i, ADDRESS, cookie).isEmpty());
    }
    assertRefused(Kind.TOO_MANY, () -> accounts.authenticate("ada", PASSWORD, ADDRESS, cookie));
    assertTrue(accounts.authenticate("ada", PASSWORD, ADDRESS, "").isPresent());
  }

  @Test
  void tryThatCheckedNoPasswordDoesNotCount() {
    for (int i = 0; i < 50; i++) {
      passwords.meanwhile =
          () -> {
            throw new DomainException(Kind.UNAVAILABLE, "busy", 1);
          };
      assertRefused(Kind.UNAVAILABLE, () -> accounts.authenticate("ada", PASSWORD, ADDRESS, ""));
    }
    assertTrue(accounts.authenticate("ada", PASSWORD, ADDRESS, "").isPresent());
  }

  private void update(String sql) {
    fixture.database.run(entities -> entities.createNativeQuery(sql).executeUpdate());
  }
}
