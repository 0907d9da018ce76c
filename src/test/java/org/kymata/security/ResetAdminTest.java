package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.config.Settings;

class ResetAdminTest {

  @TempDir private Path directory;
  private Settings settings;

  @BeforeEach
  void readSettings() {
    Map<String, String> given = Map.of("kymata.data.dir", directory.toString());
    settings = Settings.read(name -> Optional.ofNullable(given.get(name)));
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(settings.dbUrl(), settings.dbUser(), settings.dbPassword());
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void adminOfAnEarlierVersionIsReset() throws Exception {
    Flyway.configure()
        .dataSource(settings.dbUrl(), settings.dbUser(), settings.dbPassword())
        .locations("classpath:db/migration")
        .target("6")
        .load()
        .migrate();
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into account (id, name, password_hash, role, disabled, created) values (1,"
              + " 'admin', 'x', 'VIEWER', true, 1), (2, 'Admin', 'x', 'ADMIN', false, 1)");
      statement.execute("insert into sign_in values ('a', 1, 1, 1), ('b', 2, 1, 1)");
      statement.execute(
          "insert into api_key (id, account_id, name, key_hash, created)"
              + " values ('k', 1, 'n', 'h', 1)");
    }
    ResetAdmin.reset(settings, "a one-time password");
    String admin = " from account where id = 1";
    assertEquals("ADMIN", ask("select role" + admin));
    assertEquals("FALSE", ask("select disabled" + admin));
    assertEquals("TRUE", ask("select must_change" + admin));
    String hash = ask("select password_hash" + admin);
    assertTrue(hash.startsWith("PBKDF2WithHmacSHA512:210000:"), hash);
    assertEquals("0", ask("select count(*) from api_key"));
    assertEquals("b", ask("select max(token_hash) from sign_in"));
    assertEquals("x", ask("select password_hash from account where id = 2"));
    assertEquals("password-reset", ask("select what from security_entry where account = 'admin'"));
  }

  @Test
  void adminIsMadeWhereThereIsNone() throws Exception {
    ResetAdmin.reset(settings, "a one-time password");
    ResetAdmin.reset(settings, "another one-time password");
    assertEquals("1", ask("select count(*) from account"));
    assertEquals("TRUE", ask("select must_change from account where name = 'admin'"));
    assertEquals("2", ask("select count(*) from security_entry"));
  }
}
