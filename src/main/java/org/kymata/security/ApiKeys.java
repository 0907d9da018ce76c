package org.kymata.security;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.persistence.Database;
import org.kymata.text.NameValidator;

/**
 * The API keys. They are held in memory, since every request of a program looks one up, and written
 * through to the relational store. Thread-safe; bounded by the number of accounts.
 */
@ApplicationScoped
public class ApiKeys {

  /** The most keys of an account. */
  public static final int MAX_PER_ACCOUNT = 20;

  /** The prefix of every key, by which a leaked one can be found; node tokens have another. */
  public static final String PREFIX = "kymk_";

  /** The most nodes to which a key can be limited. */
  public static final int MAX_NODES = 100;

  private static final int ID_LENGTH = 8;
  private static final int SECRET_LENGTH = 32;

  /**
   * A new API key.
   *
   * @param key the key
   * @param secret shown once
   */
  public record WithSecret(ApiKey key, String secret) {}

  private static final class CachedKey {
    final String hash;
    final Caller.Key caller;
    final long created;
    // 0 for never.
    final LastUseTracker lastUse;
    // Guarded by the outer instance.
    boolean expiryNoted;

    CachedKey(String hash, Caller.Key caller, long created, Long lastUsed, boolean expiryNoted) {
      this.hash = hash;
      this.expiryNoted = expiryNoted;
      this.caller = caller;
      this.created = created;
      this.lastUse = new LastUseTracker(lastUsed == null ? 0 : lastUsed);
    }

    ApiKey key() {
      long last = lastUse.millis();
      OptionalLong used = last == 0 ? OptionalLong.empty() : OptionalLong.of(last);
      return new ApiKey(
          caller.keyId(),
          caller.accountId(),
          caller.account(),
          caller.name(),
          caller.scope(),
          created,
          used);
    }
  }

  private final Map<String, CachedKey> byHash = new ConcurrentHashMap<>();
  private final Map<String, CachedKey> byId = new ConcurrentHashMap<>();

  @Inject private Database database;
  @Inject private SecurityLog security;
  @Inject private Event<ApiKeyEnded> ended;

  @PostConstruct
  void load() {
    List<Object[]> rows =
        database.read(
            entities ->
                entities
                    .createQuery(
                        "select k, a from ApiKeyRecord k, Account a"
                            + " where k.accountId = a.id and a.disabled = false",
                        Object[].class)
                    .getResultList());
    for (Object[] row : rows) {
      ApiKeyRecord key = (ApiKeyRecord) row[0];
      remember(key, ((Account) row[1]).name());
    }
  }

  private CachedKey remember(ApiKeyRecord row, String account) {
    Caller.Key caller = new Caller.Key(row.id(), row.accountId(), account, row.name(), row.scope());
    CachedKey held =
        new CachedKey(row.keyHash(), caller, row.created(), row.lastUsed(), row.expiryNoted());
    byId.put(row.id(), held);
    byHash.put(row.keyHash(), held);
    return held;
  }

  /**
   * Creates a key. On return it is on disk.
   *
   * @param address the address of the owner's client
   * @param scope what it may do; only operators and admins may let it write readings
   * @throws DomainException when the name breaks the rule, or the owner has a key of this name
   *     already or has {@link #MAX_PER_ACCOUNT} keys
   */
  public synchronized WithSecret create(
      Caller.User owner, String address, String name, ApiKeyScope scope) {
    NameValidator.require("the key's name", name);
    if (scope.canWriteReadings() && !owner.canWriteReadings()) {
      throw new DomainException(
          Kind.FORBIDDEN, "only operators and admins may create a key that writes readings");
    }
    List<ApiKey> own = ofOwner(owner);
    if (own.stream().anyMatch(key -> key.name().equals(name))) {
      throw DomainException.conflict("you have a key named \"" + name + "\" already");
    }
    if (own.size() >= MAX_PER_ACCOUNT) {
      throw DomainException.conflict(
          "you have " + MAX_PER_ACCOUNT + " keys already; remove one that is not used any more");
    }
    String secret = PREFIX + Secrets.random(SECRET_LENGTH);
    ApiKeyRecord row =
        new ApiKeyRecord(
            freshId(),
            owner.accountId(),
            name,
            Secrets.sha256(secret),
            scope,
            System.currentTimeMillis());
    database.run(entities -> insert(entities, owner, address, row));
    return new WithSecret(remember(row, owner.name()).key(), secret);
  }

  private String freshId() {
    String id;
    do {
      id = Secrets.randomId(ID_LENGTH);
    } while (byId.containsKey(id));
    return id;
  }

  private void insert(EntityManager entities, Caller.User owner, String address, ApiKeyRecord row) {
    // Locked, so that disabling the account at this moment also deletes this key.
    Account account =
        entities.find(Account.class, owner.accountId(), LockModeType.PESSIMISTIC_WRITE);
    if (account == null || account.disabled() || !account.role().includes(owner.role())) {
      throw new DomainException(Kind.FORBIDDEN, "your account was changed; sign in again");
    }
    // The session may have ended while this waited, by a new password or a sign-out.
    SessionStore.requireOpen(entities, account, owner);
    entities.persist(row);
    Actor by = new Actor(owner.name(), address);
    security.log(entities, by, SecurityEvent.KEY_MADE, owner.name(), row.name());
  }

  /** Invalidates expired keys, once each; what they hold open closes. */
  synchronized void expireKeys() {
    long now = System.currentTimeMillis();
    for (CachedKey held : byId.values()) {
      if (!held.expiryNoted && held.caller.scope().isExpired(now)) {
        Caller.Key key = held.caller;
        database.run(
            entities -> {
              ApiKeyRecord row = entities.find(ApiKeyRecord.class, key.keyId());
              if (row != null) {
                row.expiryNoted(true);
                Actor by = new Actor(key.account(), null);
                security.log(entities, by, SecurityEvent.KEY_EXPIRED, key.account(), key.name());
              }
            });
        held.expiryNoted = true;
        ended.fire(new ApiKeyEnded(key.keyId()));
      }
    }
  }

  /** The keys of a user, by name. */
  public List<ApiKey> ofOwner(Caller.User owner) {
    return list(owner.accountId());
  }

  /** All keys, by account and name. */
  public List<ApiKey> list() {
    return byId.values().stream()
        .map(CachedKey::key)
        .sorted(Comparator.comparing(ApiKey::account).thenComparing(ApiKey::name))
        .toList();
  }

  private List<ApiKey> list(long accountId) {
    return list().stream().filter(key -> key.accountId() == accountId).toList();
  }

  /** How many keys an account has. */
  public int count(long accountId) {
    return list(accountId).size();
  }

  /**
   * Removes a key. It becomes invalid at once, and what it holds open closes.
   *
   * @param by the key's owner, or an admin
   * @param address the address of that user's client
   * @throws DomainException NOT_FOUND when there is no such key, or {@code by} may not remove it
   */
  public synchronized void remove(Caller.User by, String address, String id) {
    CachedKey held = byId.get(id);
    boolean may =
        held != null
            && (held.caller.accountId() == by.accountId() || by.role().includes(Role.ADMIN));
    if (!may) {
      throw DomainException.notFound("there is no such key; it may have been removed already");
    }
    Actor actor = new Actor(by.name(), address);
    database.run(
        entities -> {
          entities.remove(entities.find(ApiKeyRecord.class, id));
          security.log(
              entities,
              actor,
              SecurityEvent.KEY_REMOVED,
              held.caller.account(),
              held.caller.name());
        });
    forget(held);
  }

  private void forget(CachedKey held) {
    byHash.remove(held.hash);
    byId.remove(held.caller.keyId());
    ended.fire(new ApiKeyEnded(held.caller.keyId()));
  }

  /** The number of keys in words, for the security log. */
  static String keyCount(int keys) {
    return keys == 1 ? "1 API key" : keys + " API keys";
  }

  /**
   * Deletes the keys of an account in an open transaction; call {@link #forgetAllOf} after it.
   *
   * @return how many were deleted
   */
  int deleteAllOf(EntityManager entities, long accountId) {
    return entities
        .createQuery("delete from ApiKeyRecord k where k.accountId = :id")
        .setParameter("id", accountId)
        .executeUpdate();
  }

  /** Invalidates the keys of an account. */
  synchronized void forgetAllOf(long accountId) {
    byId.values().stream()
        .filter(held -> held.caller.accountId() == accountId)
        .toList()
        .forEach(this::forget);
  }

  /** Whether a text has the form of a key and not that of a node's token. */
  public static boolean isKey(String secret) {
    return secret.startsWith(PREFIX);
  }

  /** The caller with this key, when it is valid; counts as use. */
  Optional<Caller.Key> bySecret(String secret) {
    CachedKey held = byHash.get(Secrets.sha256(secret));
    return held == null ? Optional.empty() : use(held.caller.keyId());
  }

  /** Whether the key with this id is valid; does not count as use. */
  public boolean isValid(String id) {
    CachedKey held = byId.get(id);
    return held != null && !held.caller.scope().isExpired(System.currentTimeMillis());
  }

  /** The caller with the key of this id, when it is valid; counts as use. */
  public Optional<Caller.Key> use(String id) {
    CachedKey held = byId.get(id);
    long now = System.currentTimeMillis();
    if (held == null || held.caller.scope().isExpired(now)) {
      return Optional.empty();
    }
    held.lastUse.touch(now, database, ApiKeyRecord.class, id);
    return Optional.of(held.caller);
  }
}
