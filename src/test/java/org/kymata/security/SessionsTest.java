package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.config.Settings;
import org.kymata.crypto.Secrets;
import org.kymata.persistence.Database;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;
import org.kymata.time.ClockJumpDetector;
import org.kymata.time.ClockJumped;

class SessionsTest {

  @TempDir private Path directory;

  private final CapturedEvents<SessionEnded> ended = new CapturedEvents<>();
  private Settings settings;
  private Database database;
  private Sessions sessions;
  private Account account;

  @BeforeEach
  void open() {
    settings = NodesFixture.settings(directory, Map.of("kymata.session.idle", "PT1H"));
    database = new Database(settings, NodesFixture.issues());
    database.open();
    account =
        database.write(
            entities -> {
              Account made = new Account("ada", "hash", Role.OPERATOR, 1);
              entities.persist(made);
              return made;
            });
    sessions = restarted();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Sessions restarted() {
    return Wiring.start(
        Wiring.wire(
            new Sessions(),
            "database",
            database,
            "settings",
            settings,
            "ended",
            ended,
            "security",
            Wiring.start(Wiring.wire(new SecurityLog(), "database", database)),
            "clock",
            Wiring.wire(
                new ClockJumpDetector(),
                "issues",
                NodesFixture.issues(),
                "jumped",
                new CapturedEvents<ClockJumped>())));
  }

  private void setTimes(String token, long created, long lastUsed) {
    database.run(
        entities ->
            entities
                .createNativeQuery(
                    "update sign_in set created = ?1, last_used = ?2 where token_hash = ?3")
                .setParameter(1, created)
                .setParameter(2, lastUsed)
                .setParameter(3, Secrets.sha256(token))
                .executeUpdate());
  }

  @Test
  void unknownTokenHasNoUser() {
    assertEquals(Optional.empty(), sessions.byToken("no-such-token"));
    assertEquals(Optional.empty(), sessions.byToken(""));
  }

  @Test
  void tokenIdentifiesItsUser() {
    Caller.User user =
        sessions.byToken(sessions.open(account, "192.0.2.1", "Firefox on Android")).orElseThrow();
    assertEquals("ada", user.name());
    assertEquals(Role.OPERATOR, user.role());
    assertTrue(sessions.use(user.sessionId()).isPresent());
    assertTrue(sessions.expires(user.sessionId()) > System.currentTimeMillis());
  }

  @Test
  void tokenItselfIsNotStored() {
    String token = sessions.open(account, "192.0.2.1", "Firefox on Android");
    List<?> kept =
        database.read(
            entities ->
                entities.createNativeQuery("select token_hash from sign_in").getResultList());
    assertFalse(kept.contains(token));
  }

  @Test
  void sessionSurvivesARestart() {
    String token = sessions.open(account, "192.0.2.1", "Firefox on Android");
    assertEquals("ada", restarted().byToken(token).orElseThrow().name());
  }

  @Test
  void endedSessionIsPublishedAndStaysEnded() {
    String token = sessions.open(account, "192.0.2.1", "Firefox on Android");
    String id = sessions.byToken(token).orElseThrow().sessionId();
    sessions.end(id);
    assertEquals(List.of(new SessionEnded(id)), ended.events());
    assertEquals(Optional.empty(), sessions.byToken(token));
    assertEquals(Optional.empty(), restarted().byToken(token));
  }

  @Test
  void unusedSessionEnds() {
    String token = sessions.open(account, "192.0.2.1", "Firefox on Android");
    long now = System.currentTimeMillis();
    setTimes(token, now - 7_200_000, now - 3_700_000);
    assertEquals(Optional.empty(), restarted().byToken(token));
    assertEquals(1, ended.events().size());
  }

  @Test
  void sessionEndsAtItsAgeLimit() {
    String token = sessions.open(account, "192.0.2.1", "Firefox on Android");
    long now = System.currentTimeMillis();
    setTimes(token, now - settings.sessionLimit().toMillis() - 1_000, now);
    assertEquals(Optional.empty(), restarted().byToken(token));
  }

  @Test
  void allSessionsOfAnAccountEndExceptTheOneToKeep() {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tokens.add(sessions.open(account, "192.0.2.1", "Firefox on Android"));
    }
    String kept = sessions.byToken(tokens.get(1)).orElseThrow().sessionId();
    endAll(kept);
    assertEquals(2, ended.events().size());
    assertTrue(sessions.byToken(tokens.get(1)).isPresent());
    assertTrue(restarted().byToken(tokens.get(1)).isPresent());
    endAll(null);
    assertFalse(sessions.byToken(tokens.get(1)).isPresent());
  }

  private void endAll(String keep) {
    Account changed =
        database.write(
            entities -> {
              Account locked = entities.find(Account.class, account.id());
              SessionStore.endAllOf(entities, locked, keep);
              return locked;
            });
    sessions.closeAllOf(changed, keep);
  }

  @Test
  void accountHasAtMostFiftySessionsAndTheOldestEnds() {
    String first = sessions.open(account, "192.0.2.1", "Firefox on Android");
    List<String> later = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      later.add(sessions.open(account, "192.0.2.1", "Firefox on Android"));
    }
    assertFalse(sessions.byToken(first).isPresent());
    later.forEach(token -> assertTrue(sessions.byToken(token).isPresent()));
  }
}
