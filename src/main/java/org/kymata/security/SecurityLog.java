package org.kymata.security;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.kymata.persistence.Database;
import org.kymata.text.Redaction;
import org.kymata.text.Texts;

/**
 * Records sign-ins, sign-outs, failed tries, and changes of accounts and API keys. It is separate
 * from the {@link AuditLog} of changes of nodes and keeps entries for 400 days, within a number of
 * rows: changes of nodes push no entry out, strangers have their own rows, and the owner of most
 * rows loses the oldest of their own first (ADR 27). Thread-safe.
 */
@ApplicationScoped
public class SecurityLog {

  /** How long entries are kept, when there are not too many. */
  public static final Duration RETENTION = Duration.ofDays(400);

  /** How many entries of users and of the hub itself are kept. */
  public static final int MAX_ENTRIES = 30_000;

  /** How many entries of strangers are kept. */
  public static final int MAX_STRANGERS = 10_000;

  private static final Logger LOG = System.getLogger(SecurityLog.class.getName());
  private static final int PRUNE_EVERY = 100;
  private static final int MAX_BY = 128;
  private static final int MAX_ADDRESS = 64;
  private static final int MAX_DETAIL = 256;
  private static final FairRetention USER_RETENTION =
      new FairRetention("SecurityRecord r where r.stranger = false", "by", MAX_ENTRIES);
  private static final FairRetention STRANGER_RETENTION =
      new FairRetention("SecurityRecord r where r.stranger = true", "account", MAX_STRANGERS);

  /**
   * One event, or several that were counted together.
   *
   * @param id increases from entry to entry
   * @param firstMillis when, or when first, epoch milliseconds
   * @param lastMillis when last, epoch milliseconds
   * @param times how often
   * @param by the actor's name; "" when unknown
   * @param what as in {@link SecurityEvent#wireName}
   * @param account the account concerned; "" when there is no such account, or several
   * @param address the client's address; "" for several, null for none
   * @param detail more about it; null when there is none
   */
  public record Entry(
      long id,
      long firstMillis,
      long lastMillis,
      long times,
      String by,
      String what,
      String account,
      String address,
      String detail) {}

  private final AtomicLong lastId = new AtomicLong();
  private final FailureCounter failures = new FailureCounter();

  @Inject private Database database;

  @PostConstruct
  void load() {
    Long newest =
        database.read(
            entities ->
                entities
                    .createQuery("select max(r.id) from SecurityRecord r", Long.class)
                    .getSingleResult());
    lastId.set(newest == null ? 0 : newest);
  }

  /**
   * Records an event. On return it is on disk.
   *
   * @param account the account concerned, mostly that of {@code by}
   * @param detail more about it, never a secret; may be null
   */
  public void log(Actor by, SecurityEvent what, String account, String detail) {
    database.run(entities -> log(entities, by, what, account, detail));
  }

  /** Records an event in an open transaction. */
  public void log(
      EntityManager entities, Actor by, SecurityEvent what, String account, String detail) {
    long now = System.currentTimeMillis();
    String name = Texts.truncate(by.name(), MAX_BY);
    write(entities, now, now, 1, name, what, account, by.address(), detail, false);
  }

  private long write(
      EntityManager entities,
      long firstMillis,
      long lastMillis,
      long times,
      String by,
      SecurityEvent what,
      String account,
      String address,
      String detail,
      boolean stranger) {
    long id = lastId.incrementAndGet();
    Entry entry =
        new Entry(
            id,
            firstMillis,
            lastMillis,
            times,
            by,
            what.wireName(),
            account,
            address == null ? null : Texts.truncate(address, MAX_ADDRESS),
            detail == null ? null : Texts.truncate(Redaction.redact(detail), MAX_DETAIL));
    entities.persist(new SecurityRecord(entry, stranger));
    if (id % PRUNE_EVERY == 0) {
      prune(entities, lastMillis);
    }
    return id;
  }

  private static void prune(EntityManager entities, long nowMillis) {
    entities
        .createQuery("delete from SecurityRecord r where r.lastTime < :oldest")
        .setParameter("oldest", nowMillis - RETENTION.toMillis())
        .executeUpdate();
    USER_RETENTION.deleteExcess(entities);
    STRANGER_RETENTION.deleteExcess(entities);
  }

  /**
   * Counts a failure: one entry an hour for each account and address, however often. Writes nothing
   * itself; {@link #flush} does.
   *
   * @param given the account name that the caller gave; stored only when there is such an account,
   *     since people type passwords there. "" for none
   */
  public void count(SecurityEvent what, String given, String address) {
    failures.count(what, given, Texts.truncate(address, MAX_ADDRESS), System.currentTimeMillis());
  }

  /** Writes what was counted. */
  public synchronized void flush() {
    if (failures.isEmpty()) {
      return;
    }
    FailureCounter.Batch batch = failures.drain();
    try {
      database.run(entities -> write(entities, batch));
    } catch (RuntimeException e) {
      failures.requeue(batch);
      throw e;
    }
    failures.markWritten(batch);
  }

  private void write(EntityManager entities, FailureCounter.Batch batch) {
    List<String> known =
        entities
            .createQuery("select a.name from Account a where a.name in :given", String.class)
            .setParameter("given", batch.names())
            .getResultList();
    for (FailureCounter.Row row : batch.rows(known)) {
      SecurityRecord open = row.id() == null ? null : entities.find(SecurityRecord.class, row.id());
      if (open != null) {
        open.addRepeats(row.times(), row.lastMillis());
      } else {
        FailureCounter.Key key = row.key();
        batch.rowInserted(
            row,
            write(
                entities,
                row.firstMillis(),
                row.lastMillis(),
                row.times(),
                "",
                key.what(),
                key.account(),
                key.address(),
                null,
                true));
      }
    }
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object any) {
    try {
      flush();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the newest failed sign-ins could not be stored", e);
    }
  }

  /**
   * Entries, newest first.
   *
   * @param before only those whose id is below this
   */
  public List<Entry> list(long before, int limit) {
    flush();
    return database.read(
        entities ->
            entities
                .createQuery(
                    "select r from SecurityRecord r where r.id < :before order by r.id desc",
                    SecurityRecord.class)
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultStream()
                .map(SecurityRecord::entry)
                .toList());
  }
}
