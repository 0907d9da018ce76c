package org.kymata.security;

import io.nayuki.qrcodegen.QrCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.persistence.Database;
import org.kymata.time.MonotonicClock;

/**
 * Two-factor authentication: after the password, a code of an authenticator app or one of ten
 * recovery codes (ADR 26). Every code is valid once. Thread-safe.
 */
@ApplicationScoped
public class TwoFactor {

  /** How many recovery codes a user gets. */
  public static final int RECOVERY_CODES = 10;

  private static final int RECOVERY_LENGTH = 16;
  private static final int MAX_CODE = 64;
  private static final long ENROLLMENT_TIMEOUT_MILLIS = 600_000;
  private static final int MAX_ENROLLMENTS = 1000;
  private static final long MAX_WAIT_MILLIS = 300_000;
  private static final int QR_MARGIN = 4;

  /**
   * A set-up in progress.
   *
   * @param secret in Base32, to type into the app
   * @param uri the secret with the name, to scan
   * @param since when it began, {@link MonotonicClock}
   */
  public record Enrollment(String secret, String uri, long since) {

    /** The width and height of the QR code with its margin, in modules. */
    public int size() {
      return qr().size + 2 * QR_MARGIN;
    }

    /** The dark modules of the QR code, as an SVG path of that {@link #size}. */
    public String path() {
      QrCode qr = qr();
      StringBuilder path = new StringBuilder();
      for (int y = 0; y < qr.size; y++) {
        for (int x = 0; x < qr.size; x++) {
          if (qr.getModule(x, y)) {
            path.append('M').append(x + QR_MARGIN).append(',').append(y + QR_MARGIN);
            path.append("h1v1h-1z");
          }
        }
      }
      return path.toString();
    }

    private QrCode qr() {
      return QrCode.encodeText(uri, QrCode.Ecc.MEDIUM);
    }
  }

  // By account, and longer than for passwords: only a caller who knows the password gets here. So
  // strangers cannot delay the owner, and the right password does not speed up guessing of codes.
  private final LoginThrottle wrongCodes = new LoginThrottle(MAX_WAIT_MILLIS);

  // One for each account; beyond the limit the oldest is dropped.
  private final Map<Long, Enrollment> enrollments =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Enrollment> eldest) {
          return size() > MAX_ENROLLMENTS;
        }
      };

  @Inject private Database database;
  @Inject private SecurityLog security;

  /** How many recovery codes are left; empty when the account has no two-factor authentication. */
  public OptionalLong recoveryCodesLeft(long accountId) {
    return database.read(
        entities ->
            entities.find(Account.class, accountId).hasTwoFactor()
                ? OptionalLong.of(count(entities, accountId))
                : OptionalLong.empty());
  }

  private static long count(EntityManager entities, long accountId) {
    return entities
        .createQuery("select count(r) from RecoveryCode r where r.accountId = :id", Long.class)
        .setParameter("id", accountId)
        .getSingleResult();
  }

  /** Starts a set-up; it takes effect when {@link #confirm} has checked a code of the app. */
  public Enrollment begin(Caller.User user) {
    String secret = Totp.newSecret();
    Enrollment setUp =
        new Enrollment(secret, Totp.uri(user.name(), secret), MonotonicClock.millis());
    synchronized (enrollments) {
      enrollments.remove(user.accountId());
      enrollments.put(user.accountId(), setUp);
    }
    return setUp;
  }

  /**
   * Switches two-factor authentication on.
   *
   * @param code a code of the app
   * @return the recovery codes, shown once
   * @throws DomainException CONFLICT when no set-up is in progress; BAD_INPUT when the code is
   *     wrong
   */
  public List<String> confirm(Caller.User user, Actor by, String code) {
    Enrollment setUp;
    synchronized (enrollments) {
      setUp = enrollments.get(user.accountId());
    }
    if (setUp == null || MonotonicClock.millis() - setUp.since() > ENROLLMENT_TIMEOUT_MILLIS) {
      throw DomainException.conflict("the set-up took more than ten minutes; begin again");
    }
    OptionalLong step = Totp.stepOf(normalize(code), setUp.secret(), System.currentTimeMillis(), 0);
    if (step.isEmpty()) {
      throw DomainException.badInput(
          "this code is wrong; take the newest one of the app, and check the clocks of both"
              + " machines");
    }
    List<String> codes =
        database.write(
            entities -> {
              Account account = lock(entities, user.accountId());
              account.twoFactor(setUp.secret(), step.getAsLong());
              security.log(entities, by, SecurityEvent.TWO_FACTOR_ON, user.name(), null);
              return freshCodes(entities, user.accountId());
            });
    synchronized (enrollments) {
      enrollments.remove(user.accountId(), setUp);
    }
    return codes;
  }

  /**
   * Replaces the recovery codes.
   *
   * @return the new codes, shown once
   * @throws DomainException CONFLICT when the account has no two-factor authentication
   */
  public List<String> renewCodes(Caller.User user, Actor by) {
    return database.write(
        entities -> {
          if (!lock(entities, user.accountId()).hasTwoFactor()) {
            throw DomainException.conflict("two-factor authentication is off");
          }
          security.log(entities, by, SecurityEvent.RECOVERY_CODES_MADE, user.name(), null);
          return freshCodes(entities, user.accountId());
        });
  }

  /** Switches two-factor authentication off. */
  public void remove(Caller.User user, Actor by) {
    database.run(entities -> remove(entities, by, lock(entities, user.accountId())));
  }

  /** Switches it off in a transaction that holds the account's lock. */
  void remove(EntityManager entities, Actor by, Account account) {
    if (account.hasTwoFactor()) {
      account.twoFactor(null, 0);
      deleteCodes(entities, account.id());
      security.log(entities, by, SecurityEvent.TWO_FACTOR_OFF, account.name(), null);
    }
  }

  /**
   * Checks a code at a sign-in after the password; a right code is used up.
   *
   * @param checked the account as the password check read it
   * @param code a code of the app, or a recovery code
   * @return whether it is right
   * @throws DomainException TOO_MANY when too many were wrong
   */
  boolean check(Account checked, Actor by, String code) {
    String key = String.valueOf(checked.id());
    long now = MonotonicClock.millis();
    long wait = wrongCodes.waitMillis(key, now);
    if (wait > 0) {
      security.count(SecurityEvent.SIGN_IN_THROTTLED, checked.name(), by.address());
      int seconds = (int) ((wait + 999) / 1000);
      throw new DomainException(
          Kind.TOO_MANY, "too many wrong codes; try again in " + seconds + " s", seconds);
    }
    // Counted before the check, so that many tries at once take as long as one after another.
    wrongCodes.failed(key, now);
    if (!use(checked, by, code)) {
      security.count(SecurityEvent.TWO_FACTOR_FAILED, checked.name(), by.address());
      return false;
    }
    wrongCodes.succeeded(key);
    return true;
  }

  private boolean use(Account checked, Actor by, String code) {
    String bare = normalize(code);
    return database.write(
        entities -> {
          Account account = lock(entities, checked.id());
          if (!account.mayStillSignIn(checked) || !account.hasTwoFactor()) {
            return false;
          }
          OptionalLong step = account.totpStepOf(bare, System.currentTimeMillis());
          if (step.isPresent()) {
            account.markTotpStepUsed(step.getAsLong());
            return true;
          }
          int used =
              entities
                  .createQuery(
                      "delete from RecoveryCode r where r.codeHash = :hash and r.accountId = :id")
                  .setParameter("hash", Secrets.sha256(bare))
                  .setParameter("id", account.id())
                  .executeUpdate();
          if (used > 0) {
            String left = count(entities, account.id()) + " left";
            security.log(entities, by, SecurityEvent.RECOVERY_CODE_USED, account.name(), left);
          }
          return used > 0;
        });
  }

  private static Account lock(EntityManager entities, long accountId) {
    return entities.find(Account.class, accountId, LockModeType.PESSIMISTIC_WRITE);
  }

  /** The code without the spaces and dashes that make it readable. */
  private static String normalize(String code) {
    String bare = code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    return bare.length() > MAX_CODE ? "" : bare;
  }

  private static List<String> freshCodes(EntityManager entities, long accountId) {
    deleteCodes(entities, accountId);
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      String code = Secrets.randomId(RECOVERY_LENGTH);
      entities.persist(new RecoveryCode(Secrets.sha256(code), accountId));
      codes.add(code.replaceAll("(.{4})(?!$)", "$1-"));
    }
    return codes;
  }

  private static void deleteCodes(EntityManager entities, long accountId) {
    entities
        .createQuery("delete from RecoveryCode r where r.accountId = :id")
        .setParameter("id", accountId)
        .executeUpdate();
  }
}
