package org.kymata.security;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.LogManager;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.flywaydb.core.Flyway;
import org.kymata.config.Console;
import org.kymata.config.Settings;

/**
 * Runs for {@code ./run --reset-admin} while Kymata is stopped: gives user {@code admin} a one-time
 * password, and creates the account when it is missing. The account is enabled and an admin again;
 * its two-factor authentication, sessions and API keys end. No server runs, so this class uses JDBC
 * directly and first migrates a data directory of an earlier version.
 */
public final class ResetAdmin {

  private static final int SALT_BYTES = 32;
  private static final int KEY_BITS = 256;

  private ResetAdmin() {}

  /** Prints the password, or prints the error and exits with 1. */
  public static void main(String[] arguments) {
    // Libraries log to the hub's log, but the hub does not run.
    LogManager.getLogManager().reset();
    try {
      Settings settings = Settings.read(ResetAdmin::environment);
      String password = PasswordHasher.newOneTimePassword();
      reset(settings, password);
      Console.println(
          "Kymata: sign in as "
              + FirstAdmin.NAME
              + " with the one-time password "
              + password
              + " (shown only now; you choose your own when you sign in)");
    } catch (Settings.InvalidSettingException e) {
      fail(e.getMessage());
    } catch (SQLException | RuntimeException | GeneralSecurityException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String reason = String.valueOf(root.getMessage());
      boolean inUse = reason.contains("locked") || reason.contains("already in use");
      fail(
          inUse
              ? "the data directory is in use: stop Kymata first"
              : "the database cannot be changed: " + reason);
    }
  }

  private static void fail(String reason) {
    System.err.println("Kymata: " + reason);
    System.exit(1);
  }

  private static Optional<String> environment(String property) {
    String name = property.replace('.', '_').toUpperCase(Locale.ROOT);
    return Optional.ofNullable(System.getenv(name));
  }

  /** Gives account {@code admin} this password, as a one-time password. */
  static void reset(Settings settings, String password)
      throws SQLException, GeneralSecurityException {
    String hash = hash(password);
    Flyway.configure(ResetAdmin.class.getClassLoader())
        .dataSource(settings.dbUrl(), settings.dbUser(), settings.dbPassword())
        .locations("classpath:db/migration")
        .load()
        .migrate();
    Properties login = new Properties();
    login.setProperty("user", settings.dbUser());
    login.setProperty("password", settings.dbPassword());
    try (Connection connection = DriverManager.getConnection(settings.dbUrl(), login)) {
      connection.setAutoCommit(false);
      long id = idOfAdmin(connection);
      run(
          connection,
          "update account set password_hash = ?, role = 'ADMIN', disabled = false,"
              + " must_change = true, totp_secret = null, totp_step = 0 where id = ?",
          hash,
          id);
      for (String table : new String[] {"sign_in", "api_key", "recovery_code"}) {
        run(connection, "delete from " + table + " where account_id = ?", id);
      }
      run(
          connection,
          "insert into security_entry"
              + " (id, first_time, last_time, times, stranger, noted_by, what, account, detail)"
              + " values ((select coalesce(max(e.id), 0) + 1 from security_entry e),"
              + " ?, ?, 1, false, ?, ?, ?, './run --reset-admin')",
          System.currentTimeMillis(),
          System.currentTimeMillis(),
          Actor.HUB.name(),
          SecurityEvent.PASSWORD_RESET.wireName(),
          FirstAdmin.NAME);
      connection.commit();
    }
  }

  /** The account's id; creates the account when it is missing. */
  private static long idOfAdmin(Connection connection) throws SQLException {
    Optional<Long> known = idOf(connection);
    if (known.isPresent()) {
      return known.get();
    }
    boolean h2 = connection.getMetaData().getURL().startsWith("jdbc:h2:");
    run(
        connection,
        "insert into account (id, name, password_hash, role, disabled, created) values ("
            + (h2 ? "next value for account_seq" : "nextval('account_seq')")
            + ", ?, '', 'ADMIN', false, ?)",
        FirstAdmin.NAME,
        System.currentTimeMillis());
    return idOf(connection).orElseThrow();
  }

  private static Optional<Long> idOf(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select id from account where name = ?")) {
      query.setString(1, FirstAdmin.NAME);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    }
  }

  private static void run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  /** In the format of Jakarta Security's Pbkdf2PasswordHash, which only the server has. */
  private static String hash(String password) throws GeneralSecurityException {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    PBEKeySpec key =
        new PBEKeySpec(password.toCharArray(), salt, PasswordHasher.ITERATIONS, KEY_BITS);
    byte[] hash =
        SecretKeyFactory.getInstance(PasswordHasher.ALGORITHM).generateSecret(key).getEncoded();
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        ":",
        PasswordHasher.ALGORITHM,
        String.valueOf(PasswordHasher.ITERATIONS),
        base64.encodeToString(salt),
        base64.encodeToString(hash));
  }
}
