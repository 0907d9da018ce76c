package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class SecurityLogTest {

  private static final Actor ADA = new Actor("ada", "192.168.1.7");

  @TempDir private Path directory;

  private NodesFixture fixture;
  private SecurityLog log;

  @BeforeEach
  void open() {
    fixture = new NodesFixture(directory);
    for (String name : List.of("ada", "bob")) {
      fixture.database.run(
          entities -> entities.persist(new Account(name, "hash", Role.OPERATOR, 1)));
    }
    log = restarted();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private SecurityLog restarted() {
    return Wiring.start(Wiring.wire(new SecurityLog(), "database", fixture.database));
  }

  private List<SecurityLog.Entry> all() {
    return log.list(Long.MAX_VALUE, 1_000_000);
  }

  private static String shown(SecurityLog.Entry entry) {
    return "%s %s by '%s' on '%s' from %s: %s"
        .formatted(
            entry.times(),
            entry.what(),
            entry.by(),
            entry.account(),
            entry.address(),
            entry.detail());
  }

  @Test
  void entriesSurviveARestart() {
    log.log(ADA, SecurityEvent.ROLE_CHANGED, "bob", "viewer → admin");
    log = restarted();
    log.log(Actor.HUB, SecurityEvent.KEY_EXPIRED, "bob", "notebook");
    assertEquals(
        List.of(
            "1 key-expired by 'hub' on 'bob' from null: notebook",
            "1 role-changed by 'ada' on 'bob' from 192.168.1.7: viewer → admin"),
        all().stream().map(SecurityLogTest::shown).toList());
  }

  @Test
  void failuresOfAnAccountFromAnAddressAreOneCountedEntry() {
    for (int i = 0; i < 500; i++) {
      log.count(SecurityEvent.SIGN_IN_FAILED, "ada", "10.0.0.1");
      if (i % 100 == 0) {
        log.flush();
      }
    }
    log.count(SecurityEvent.SIGN_IN_FAILED, "ada", "10.0.0.2");
    log.count(SecurityEvent.SIGN_IN_THROTTLED, "ada", "10.0.0.1");
    assertEquals(
        List.of(
            "1 sign-in-failed by '' on 'ada' from 10.0.0.2: null",
            "1 sign-in-throttled by '' on 'ada' from 10.0.0.1: null",
            "500 sign-in-failed by '' on 'ada' from 10.0.0.1: null"),
        all().stream().map(SecurityLogTest::shown).sorted().toList());
    assertTrue(all().stream().allMatch(entry -> entry.lastMillis() >= entry.firstMillis()));
  }

  @ParameterizedTest
  @CsvSource({"ada, ada", "Tr0ub4dor, ''", "no-such-account, ''", "'', ''", "ad, ''"})
  void nameIsKeptOnlyWhereThereIsSuchAnAccount(String given, String kept) {
    log.count(SecurityEvent.SIGN_IN_FAILED, given, "10.0.0.1");
    assertEquals(kept, all().get(0).account());
    String rows =
        fixture.database.read(
            entities ->
                entities
                    .createNativeQuery(
                        "select account || noted_by || coalesce(detail, '') from security_entry")
                    .getResultList()
                    .toString());
    assertEquals("[" + kept + "]", rows);
  }

  @Test
  void floodOfNamesMakesOneEntry() {
    for (int i = 0; i < 10_000; i++) {
      log.count(SecurityEvent.SIGN_IN_FAILED, "made-up-" + i, "10.0.0.1");
      if (i % 1_000 == 0) {
        log.flush();
      }
    }
    long named = all().stream().filter(entry -> "10.0.0.1".equals(entry.address())).count();
    assertEquals(1, named);
    assertEquals(10_000, all().stream().mapToLong(SecurityLog.Entry::times).sum());
    // Beyond the keys that are kept apart between two writes, failures count as of several
    // addresses.
    assertTrue(all().size() <= 2, () -> all().toString());
  }

  @Test
  void floodOfAddressesStaysWithinABoundAndOfAnAccountIsStillSeen() {
    for (int i = 0; i < 5_000; i++) {
      log.count(SecurityEvent.SIGN_IN_FAILED, "made-up", "10.0." + i / 250 + "." + i % 250);
      if (i % 500 == 0) {
        log.flush();
      }
    }
    log.flush();
    log.count(SecurityEvent.SIGN_IN_FAILED, "bob", "10.9.9.9");
    List<SecurityLog.Entry> entries = all();
    assertTrue(entries.size() <= FailureCounter.MAX_ROWS + 2, () -> "" + entries.size());
    assertEquals(5_001, entries.stream().mapToLong(SecurityLog.Entry::times).sum());
    List<SecurityLog.Entry> bobs =
        entries.stream().filter(entry -> entry.account().equals("bob")).toList();
    assertEquals(List.of("1 sign-in-failed by '' on 'bob' from : null"), shown(bobs));
  }

  private static List<String> shown(List<SecurityLog.Entry> entries) {
    return entries.stream().map(SecurityLogTest::shown).toList();
  }

  @Test
  void countsWaitForADatabaseThatIsAway() {
    log.count(SecurityEvent.SIGN_IN_FAILED, "ada", "10.0.0.1");
    FailureCounter counts = new FailureCounter();
    counts.count(SecurityEvent.SIGN_IN_FAILED, "ada", "10.0.0.1", 1);
    FailureCounter.Batch batch = counts.drain();
    counts.count(SecurityEvent.SIGN_IN_FAILED, "ada", "10.0.0.1", 2);
    counts.requeue(batch);
    List<FailureCounter.Row> rows = counts.drain().rows(List.of("ada"));
    assertEquals(1, rows.size());
    assertEquals(2, rows.get(0).times());
    assertNull(rows.get(0).id());
  }

  @Test
  void hourLaterAnotherEntryBegins() {
    FailureCounter counts = new FailureCounter();
    List<Boolean> begun = new ArrayList<>();
    for (long minute : new long[] {0, 1, 59, 60, 61}) {
      counts.count(SecurityEvent.SIGN_IN_FAILED, "ada", "10.0.0.1", minute * 60_000);
      FailureCounter.Batch batch = counts.drain();
      FailureCounter.Row row = batch.rows(List.of("ada")).get(0);
      begun.add(row.id() == null);
      if (row.id() == null) {
        batch.rowInserted(row, minute);
      }
      counts.markWritten(batch);
    }
    assertEquals(List.of(true, false, false, true, false), begun);
  }

  @Test
  void changesOfNodesPushOutOnlyTheOldestOfTheirOwn() {
    AuditLog audit =
        Wiring.start(
            Wiring.wire(new AuditLog(), "database", fixture.database, "nodes", fixture.nodes));
    log.log(ADA, SecurityEvent.SIGN_IN, "ada", null);
    audit.log("bob", "adopt", NodesFixture.DOOR, null);
    fixture.database.run(
        entities ->
            IntStream.range(0, 15_000)
                .forEach(i -> audit.log(entities, "ada", "rename", NodesFixture.DOOR, "" + i)));
    List<AuditLog.Entry> changes = audit.newest(20_000);
    assertEquals(AuditLog.MAX_ENTRIES, changes.size(), 100);
    assertEquals("14999", changes.get(0).detail());
    assertEquals("bob", changes.get(changes.size() - 1).by());
    assertEquals(1, all().size());
  }

  @Test
  void ownerOfMostEntriesLosesTheOldestFirst() {
    List<String> order = List.of("bob", "ada", "eve", "eve", "ada", "eve", "eve", "bob", "eve");
    order.forEach(name -> log.log(new Actor(name, null), SecurityEvent.SIGN_IN, name, null));
    FairRetention five = new FairRetention("SecurityRecord r where r.stranger = false", "by", 5);
    fixture.database.run(five::deleteExcess);
    assertEquals(
        List.of("eve", "bob", "ada", "ada", "bob"),
        all().stream().map(SecurityLog.Entry::by).toList().subList(0, 5).stream().toList());
    Map<String, Long> shares =
        all().stream().collect(Collectors.groupingBy(SecurityLog.Entry::by, Collectors.counting()));
    assertEquals(Map.of("ada", 2L, "bob", 2L, "eve", 1L), shares);
  }

  @Test
  void strangersPushOutNoEntryOfUsers() {
    log.log(ADA, SecurityEvent.PASSWORD_CHANGED, "ada", null);
    for (int i = 0; i < 20; i++) {
      log.count(SecurityEvent.SIGN_IN_FAILED, "", "10.0.0." + i);
      log.flush();
    }
    FairRetention two = new FairRetention("SecurityRecord r where r.stranger = true", "account", 2);
    fixture.database.run(two::deleteExcess);
    assertEquals(3, all().size());
    assertEquals("password-changed", all().get(2).what());
  }

  @Test
  void entriesOlderThanFourHundredDaysAreDeleted() {
    log.log(ADA, SecurityEvent.SIGN_IN, "ada", "too old");
    log.log(ADA, SecurityEvent.SIGN_IN, "ada", "old");
    long now = System.currentTimeMillis();
    age("too old", now - SecurityLog.RETENTION.plusHours(1).toMillis());
    age("old", now - SecurityLog.RETENTION.minusHours(1).toMillis());
    for (int i = 0; i < 100; i++) {
      log.log(ADA, SecurityEvent.SIGN_OUT, "ada", null);
    }
    assertEquals(101, all().size());
    assertEquals("old", all().get(100).detail());
  }

  private void age(String detail, long millis) {
    fixture.database.run(
        entities ->
            entities
                .createNativeQuery("update security_entry set last_time = ?1 where detail = ?2")
                .setParameter(1, millis)
                .setParameter(2, detail)
                .executeUpdate());
  }

  @Test
  void pagesFollowEachOther() {
    for (int i = 0; i < 7; i++) {
      log.log(ADA, SecurityEvent.SIGN_IN, "ada", "" + i);
    }
    List<SecurityLog.Entry> first = log.list(Long.MAX_VALUE, 4);
    List<SecurityLog.Entry> second = log.list(first.get(3).id(), 4);
    assertEquals(4, first.size());
    assertEquals(List.of("2", "1", "0"), second.stream().map(SecurityLog.Entry::detail).toList());
    assertFalse(second.isEmpty());
  }
}
