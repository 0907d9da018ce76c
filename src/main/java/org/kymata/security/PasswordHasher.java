package org.kymata.security;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.util.Map;
import java.util.logging.Logger;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;

/**
 * Hashes and checks passwords with PBKDF2, at a cost that makes guessing from a stolen file slow.
 */
@ApplicationScoped
public class PasswordHasher {

  // OWASP's password storage sheet: 210,000 rounds for HMAC-SHA-512.
  static final String ALGORITHM = "PBKDF2WithHmacSHA512";
  static final int ITERATIONS = 210_000;

  /** Set only by tests, in which hundreds of users sign in. Each hash contains its rounds. */
  private static final String TEST_ROUNDS_PROPERTY = "kymata.tests.password-rounds";

  private static final Logger LOG = Logger.getLogger(PasswordHasher.class.getName());
  private static final int MIN_LENGTH = 8;
  private static final int MAX_LENGTH = 200;
  private static final int ONE_TIME_LENGTH = 16;

  private final PasswordHashLimiter hashLimiter = new PasswordHashLimiter();

  @Inject private Pbkdf2PasswordHash algorithm;

  // Checked when there is no such account, so that the answer takes as long.
  private String decoyHash;

  @PostConstruct
  void initialize() {
    algorithm.initialize(
        Map.of(
            "Pbkdf2PasswordHash.Algorithm",
            ALGORITHM,
            "Pbkdf2PasswordHash.Iterations",
            String.valueOf(iterations()),
            "Pbkdf2PasswordHash.SaltSizeBytes",
            "32",
            "Pbkdf2PasswordHash.KeySizeBytes",
            "32"));
    decoyHash = algorithm.generate("no such account".toCharArray());
  }

  private static int iterations() {
    int rounds = Integer.getInteger(TEST_ROUNDS_PROPERTY, ITERATIONS);
    if (rounds < ITERATIONS) {
      LOG.warning(
          () ->
              "Passwords are hashed with only %d rounds, since the JVM's option %s says so; that is for tests alone."
                  .formatted(rounds, TEST_ROUNDS_PROPERTY));
    }
    return rounds;
  }

  /**
   * Hashes a password for storing.
   *
   * @throws DomainException when it is shorter than 8 or longer than 200 characters; UNAVAILABLE
   *     when too many are being hashed
   */
  public String hash(String password) {
    requireLength(password);
    try (PasswordHashLimiter.Permit permit = hashLimiter.acquirePermit(true)) {
      return algorithm.generate(password.toCharArray());
    }
  }

  /** A new one-time password: its owner must choose another one at the first sign-in. */
  public static String newOneTimePassword() {
    return Secrets.random(ONE_TIME_LENGTH);
  }

  /** Refuses a password that is shorter than 8 or longer than 200 characters. */
  static void requireLength(String password) {
    if (password == null || password.length() < MIN_LENGTH || password.length() > MAX_LENGTH) {
      throw DomainException.badInput(
          "a password must have " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
  }

  /**
   * Whether {@code password} belongs to {@code hash}; takes as long when {@code hash} is null.
   *
   * @param known whether the user is signed in, or uses a device that was; strangers' guesses do
   *     not delay those
   * @throws DomainException UNAVAILABLE when too many are being checked
   */
  public boolean matches(String password, String hash, boolean known) {
    String guess = password.length() > MAX_LENGTH ? password.substring(0, MAX_LENGTH) : password;
    try (PasswordHashLimiter.Permit permit = hashLimiter.acquirePermit(known)) {
      boolean same = algorithm.verify(guess.toCharArray(), hash == null ? decoyHash : hash);
      return same && hash != null && guess.length() == password.length();
    }
  }
}
