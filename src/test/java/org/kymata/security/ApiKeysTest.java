package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.NodeId;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;
import org.kymata.time.ClockJumpDetector;
import org.kymata.time.ClockJumped;

class ApiKeysTest {

  @TempDir private Path directory;

  private final CapturedEvents<ApiKeyEnded> ended = new CapturedEvents<>();
  private NodesFixture fixture;
  private SecurityLog log;
  private ApiKeys keys;
  private Accounts accounts;
  private Sessions sessions;
  private Caller.User ada;
  private Caller.User root;

  @BeforeEach
  void open() {
    fixture = new NodesFixture(directory);
    log = Wiring.start(Wiring.wire(new SecurityLog(), "database", fixture.database));
    sessions =
        Wiring.start(
            Wiring.wire(
                new Sessions(),
                "database",
                fixture.database,
                "settings",
                fixture.settings,
                "ended",
                new CapturedEvents<SessionEnded>(),
                "security",
                log,
                "clock",
                Wiring.wire(
                    new ClockJumpDetector(),
                    "issues",
                    NodesFixture.issues(),
                    "jumped",
                    new CapturedEvents<ClockJumped>())));
    ada = person("ada", Role.OPERATOR);
    root = person("root", Role.ADMIN);
    keys = restarted();
    accounts =
        Wiring.wire(
            new Accounts(),
            "database",
            fixture.database,
            "passwords",
            new PasswordHasher(),
            "sessions",
            sessions,
            "keys",
            keys,
            "security",
            log);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Caller.User person(String name, Role role) {
    Account made =
        fixture.database.write(
            entities -> {
              Account account = new Account(name, "hash", role, 1);
              entities.persist(account);
              return account;
            });
    return sessions.byToken(sessions.open(made, "192.0.2.1", "Firefox on Android")).orElseThrow();
  }

  private ApiKeys restarted() {
    return Wiring.start(
        Wiring.wire(new ApiKeys(), "database", fixture.database, "security", log, "ended", ended));
  }

  private static void assertRefused(Kind kind, Runnable work) {
    DomainException refusal = assertThrows(DomainException.class, work::run);
    assertEquals(kind, refusal.kind(), refusal.getMessage());
  }

  // Malformed first.

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "<b>", "a\n", "x:y"})
  void nameThatBreaksTheRuleMakesNoKey(String name) {
    assertRefused(Kind.BAD_INPUT, () -> keys.create(ada, "10.0.0.7", name, ApiKeyScope.READ_ALL));
    assertEquals(List.of(), keys.ofOwner(ada));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kymk_", "kymk_22222222222222222222222222222222", "kym_2", "kymk"})
  void textThatIsNoKeyOpensNothing(String secret) {
    keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL);
    assertEquals(Optional.empty(), keys.bySecret(secret));
  }

  @Test
  void ownDuplicateNameIsRefusedAndThatOfAnotherUserIsNot() {
    keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL);
    assertRefused(
        Kind.CONFLICT, () -> keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL));
    keys.create(root, "10.0.0.1", "notebook", ApiKeyScope.READ_ALL);
    assertEquals(1, keys.ofOwner(ada).size());
  }

  @Test
  void accountHasTwentyKeysAtMost() {
    for (int i = 0; i < ApiKeys.MAX_PER_ACCOUNT; i++) {
      keys.create(ada, "10.0.0.7", "key-" + i, ApiKeyScope.READ_ALL);
    }
    assertRefused(
        Kind.CONFLICT, () -> keys.create(ada, "10.0.0.7", "one-more", ApiKeyScope.READ_ALL));
    keys.create(root, "10.0.0.1", "of-another", ApiKeyScope.READ_ALL);
    keys.remove(ada, "10.0.0.7", keys.ofOwner(ada).get(0).id());
    keys.create(ada, "10.0.0.7", "in-its-place", ApiKeyScope.READ_ALL);
  }

  @Test
  void onlyAnAdminRemovesTheKeyOfAnother() {
    String id = keys.create(root, "10.0.0.1", "notebook", ApiKeyScope.READ_ALL).key().id();
    assertRefused(Kind.NOT_FOUND, () -> keys.remove(ada, "10.0.0.7", id));
    assertRefused(Kind.NOT_FOUND, () -> keys.remove(ada, "10.0.0.7", "nothing"));
    String adas = keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL).key().id();
    keys.remove(root, "10.0.0.1", adas);
    assertEquals(List.of(), keys.ofOwner(ada));
  }

  @Test
  void secretIsStoredAsAHashOnly() {
    String secret = keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL).secret();
    assertTrue(secret.matches("kymk_[2-9a-zA-Z]{32}"), secret);
    String kept =
        fixture.database.read(
            entities ->
                entities
                    .createQuery("select k from ApiKeyRecord k", ApiKeyRecord.class)
                    .getSingleResult()
                    .keyHash());
    assertTrue(kept.matches("[0-9a-f]{64}"), kept);
    assertFalse(keys.list().toString().contains(secret));
    assertFalse(log.list(Long.MAX_VALUE, 10).toString().contains(secret));
  }

  @Test
  void keyIsKnownAfterARestartAndReadsAsAViewer() {
    ApiKeys.WithSecret made = keys.create(root, "10.0.0.1", "notebook", ApiKeyScope.READ_ALL);
    Caller.Key caller = restarted().bySecret(made.secret()).orElseThrow();
    assertEquals(new Caller.Key(made.key().id(), root.accountId(), "root", "notebook"), caller);
    assertEquals(Role.VIEWER, caller.role());
  }

  @Test
  void firstUseIsKeptOverARestart() {
    String secret = keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL).secret();
    assertTrue(keys.ofOwner(ada).get(0).lastUsedMillis().isEmpty());
    keys.bySecret(secret);
    long used = keys.ofOwner(ada).get(0).lastUsedMillis().orElseThrow();
    assertEquals(used, restarted().ofOwner(ada).get(0).lastUsedMillis().orElseThrow());
  }

  @Test
  void removedKeyIsInvalidAtOnceAndAfterARestart() {
    ApiKeys.WithSecret made = keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL);
    keys.remove(ada, "10.0.0.7", made.key().id());
    assertEquals(Optional.empty(), keys.bySecret(made.secret()));
    assertEquals(Optional.empty(), keys.use(made.key().id()));
    assertEquals(List.of(new ApiKeyEnded(made.key().id())), ended.events());
    assertEquals(Optional.empty(), restarted().bySecret(made.secret()));
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, , true", // demoted
    ", true, true", // disabled
    "viewer, true, true",
    "admin, , false", // promoted
    "operator, , false",
    ", false, false"
  })
  void keysEndWhenTheirAccountLosesRights(String role, Boolean disabled, boolean ends) {
    ApiKeys.WithSecret made = keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL);
    ApiKeys.WithSecret other = keys.create(root, "10.0.0.1", "notebook", ApiKeyScope.READ_ALL);
    accounts.change(
        new Actor("root", "10.0.0.1", root),
        ada.accountId(),
        new Accounts.Change(
            Optional.ofNullable(role).map(Role::of),
            Optional.ofNullable(disabled),
            Optional.empty()));
    assertEquals(!ends, keys.bySecret(made.secret()).isPresent());
    assertEquals(!ends, restarted().bySecret(made.secret()).isPresent());
    assertEquals(ends ? 1 : 0, ended.events().size());
    assertTrue(keys.bySecret(other.secret()).isPresent());
  }

  @Test
  void userWhoIsDisabledMeanwhileMakesNoKey() {
    accounts.change(
        new Actor("root", "10.0.0.1", root),
        ada.accountId(),
        new Accounts.Change(Optional.empty(), Optional.of(true), Optional.empty()));
    assertRefused(
        Kind.FORBIDDEN, () -> keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL));
    assertEquals(List.of(), restarted().list());
  }

  private static ApiKeyScope writing(NodeId... nodes) {
    Optional<Set<NodeId>> chosen =
        nodes.length == 0 ? Optional.empty() : Optional.of(Set.of(nodes));
    return new ApiKeyScope(true, chosen, OptionalLong.of(4_102_444_800_000L));
  }

  private static ApiKeyScope until(long millis) {
    return new ApiKeyScope(false, Optional.empty(), OptionalLong.of(millis));
  }

  @Test
  void scopeIsKeptOverARestart() {
    ApiKeyScope scope = writing(NodesFixture.GREENHOUSE, NodesFixture.DOOR);
    String secret = keys.create(ada, "10.0.0.7", "notebook", scope).secret();
    Caller.Key key = restarted().bySecret(secret).orElseThrow();
    assertEquals(scope, key.scope());
    assertTrue(key.canWriteReadings() && key.canRead(NodesFixture.DOOR));
    assertFalse(key.canRead(new NodeId("aaaaaaaa")));
    assertEquals(Role.VIEWER, key.role());
  }

  @Test
  void keyWhoseOnlyNodeIsGoneIsForNoNode() {
    String secret = keys.create(ada, "10.0.0.7", "notebook", writing(NodesFixture.DOOR)).secret();
    fixture.nodes.delete(NodesFixture.DOOR);
    Caller.Key key = restarted().bySecret(secret).orElseThrow();
    assertFalse(key.canRead(NodesFixture.GREENHOUSE));
    assertFalse(key.canRead(NodesFixture.DOOR));
  }

  @Test
  void viewerMakesNoKeyThatWrites() {
    Caller.User vera = person("vera", Role.VIEWER);
    assertRefused(
        Kind.FORBIDDEN,
        () -> keys.create(vera, "10.0.0.8", "notebook", writing(NodesFixture.DOOR)));
    assertRefused(Kind.FORBIDDEN, () -> keys.create(vera, "10.0.0.8", "notebook", writing()));
    assertEquals(List.of(), keys.list());
    assertTrue(ada.canWriteReadings());
    keys.create(ada, "10.0.0.7", "notebook", writing());
  }

  @Test
  void keyWithoutAScopeReadsAllForEver() {
    keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL);
    fixture.database.run(
        entities ->
            entities
                .createNativeQuery(
                    "insert into api_key (id, account_id, name, key_hash, created)"
                        + " values ('oldold22', ?1, 'old', 'hash', 1)")
                .setParameter(1, ada.accountId())
                .executeUpdate());
    Caller.Key old = restarted().use("oldold22").orElseThrow();
    assertEquals(ApiKeyScope.READ_ALL, old.scope());
  }

  @Test
  void expiredKeyIsInvalidPublishedOnceAndStaysInTheList() {
    long now = System.currentTimeMillis();
    ApiKeys.WithSecret over = keys.create(ada, "10.0.0.7", "over", until(now - 1));
    ApiKeys.WithSecret good = keys.create(ada, "10.0.0.7", "good", until(now + 600_000));
    assertEquals(Optional.empty(), keys.bySecret(over.secret()));
    assertEquals(Optional.empty(), keys.use(over.key().id()));
    assertTrue(keys.bySecret(good.secret()).isPresent());
    keys.expireKeys();
    keys.expireKeys();
    assertEquals(List.of(new ApiKeyEnded(over.key().id())), ended.events());
    ApiKeys later = restarted();
    later.expireKeys();
    assertEquals(1, ended.events().size());
    assertEquals(
        1,
        log.list(Long.MAX_VALUE, 10).stream()
            .filter(entry -> entry.what().equals("key-expired"))
            .count());
    assertTrue(later.ofOwner(ada).stream().anyMatch(ApiKey::isExpired));
  }

  @Test
  void makingAndRemovingIsInTheSecurityLog() {
    String id = keys.create(ada, "10.0.0.7", "notebook", ApiKeyScope.READ_ALL).key().id();
    keys.remove(root, "10.0.0.1", id);
    List<SecurityLog.Entry> entries = log.list(Long.MAX_VALUE, 2);
    assertEquals("root", entries.get(0).by());
    assertEquals("ada", entries.get(0).account());
    assertEquals("key-removed", entries.get(0).what());
    assertEquals("notebook", entries.get(0).detail());
    assertEquals("ada", entries.get(1).by());
    assertEquals("key-made", entries.get(1).what());
    assertEquals("10.0.0.7", entries.get(1).address());
  }
}
