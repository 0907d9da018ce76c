package org.kymata.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.EntityManager;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.testing.NodesFixture;

class DatabaseTest {

  @TempDir private Path directory;

  private static void add(EntityManager entities) {
    entities
        .createNativeQuery("insert into series_unit (node_id, metric, unit) values ('n', 'm', 'u')")
        .executeUpdate();
  }

  private static long count(Database database) {
    return database.read(
        entities ->
            ((Number)
                    entities
                        .createNativeQuery("select count(*) from series_unit")
                        .getSingleResult())
                .longValue());
  }

  @Test
  void workThatThrowsIsRolledBack() {
    Database database =
        new Database(NodesFixture.settings(directory, Map.of()), NodesFixture.issues());
    database.open();
    assertThrows(
        DomainException.class,
        () ->
            database.run(
                entities -> {
                  add(entities);
                  throw DomainException.conflict("no");
                }));
    assertEquals(0, count(database));
    database.close();
  }

  @Test
  void writtenRowsSurviveARestart() {
    Database first =
        new Database(NodesFixture.settings(directory, Map.of()), NodesFixture.issues());
    first.open();
    first.run(DatabaseTest::add);
    first.close();
    Database second =
        new Database(NodesFixture.settings(directory, Map.of()), NodesFixture.issues());
    second.open();
    assertEquals(1, count(second));
    second.close();
  }

  @Test
  void compactedFileIsSmallAndHasEverything() {
    Database database =
        new Database(NodesFixture.settings(directory, Map.of()), NodesFixture.issues());
    database.open();
    database.run(DatabaseTest::add);
    for (int i = 0; i < 50; i++) {
      int now = i;
      database.run(
          entities ->
              entities
                  .createNativeQuery("update series_unit set unit = 'u" + now + "'")
                  .executeUpdate());
    }
    File file = directory.resolve("relational/kymata.mv.db").toFile();
    long before = file.length();
    database.compactNow();
    assertTrue(file.length() < before / 2, before + " bytes became " + file.length());
    assertEquals(1, count(database));
    database.run(entities -> entities.createNativeQuery("delete from series_unit").executeUpdate());
    assertEquals(0, count(database));
    database.close();
  }

  @Test
  void storeThatWasNeverOpenedCanBeClosed() {
    new Database(NodesFixture.settings(directory, Map.of()), NodesFixture.issues()).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "6"})
  void storeOfAnEarlierVersionIsMigrated(String version) throws SQLException {
    Settings settings = NodesFixture.settings(directory, Map.of());
    Flyway.configure()
        .dataSource(settings.dbUrl(), settings.dbUser(), settings.dbPassword())
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
    try (Connection connection =
            DriverManager.getConnection(
                settings.dbUrl(), settings.dbUser(), settings.dbPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("insert into series_unit (node_id, metric, unit) values ('n', 'm', 'u')");
      statement.execute(
          "insert into account (id, name, password_hash, role, disabled, created)"
              + " values (1, 'admin', 'x', 'ADMIN', false, 1)");
      statement.execute("insert into sign_in values ('a', 1, 1, 1)");
    }
    Database database = new Database(settings, NodesFixture.issues());
    database.open();
    assertEquals(1, count(database));
    database.run(
        entities -> entities.createNativeQuery("delete from command where 1 = 0").executeUpdate());
    Number sessions =
        database.read(
            entities ->
                (Number)
                    entities
                        .createNativeQuery(
                            "select count(*) from sign_in s join account a on a.id = s.account_id"
                                + " where s.epoch = a.session_epoch")
                        .getSingleResult());
    assertEquals(1, sessions.intValue(), "the earlier session stays open");
    database.close();
  }
}
