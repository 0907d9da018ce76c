package org.kymata.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.EntityManager;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.testing.Stage;

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
  void workThatThrowsLeavesNothingBehind() {
    Database database = new Database(Stage.settings(directory, Map.of()), Stage.faults());
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
  void whatWasWrittenIsThereAfterARestart() {
    Database first = new Database(Stage.settings(directory, Map.of()), Stage.faults());
    first.open();
    first.run(DatabaseTest::add);
    first.close();
    Database second = new Database(Stage.settings(directory, Map.of()), Stage.faults());
    second.open();
    assertEquals(1, count(second));
    second.close();
  }

  @Test
  void compactedFileIsSmallAndHasEverything() {
    Database database = new Database(Stage.settings(directory, Map.of()), Stage.faults());
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
    new Database(Stage.settings(directory, Map.of()), Stage.faults()).close();
  }

  @Test
  void storeOfTheFirstVersionIsBroughtUpToDate() {
    Settings settings = Stage.settings(directory, Map.of());
    Database first = new Database(settings, Stage.faults());
    first.open();
    first.run(
        entities -> {
          for (String table :
              List.of("command", "declared_actions", "audit", "sender", "host", "api_key")) {
            entities.createNativeQuery("drop table " + table).executeUpdate();
          }
          entities.createNativeQuery("drop table blocked_address").executeUpdate();
          entities
              .createNativeQuery("delete from \"flyway_schema_history\" where \"version\" <> '1'")
              .executeUpdate();
          add(entities);
        });
    first.close();
    Database second = new Database(settings, Stage.faults());
    second.open();
    assertEquals(1, count(second));
    second.run(
        entities -> entities.createNativeQuery("delete from command where 1 = 0").executeUpdate());
    second.close();
  }
}
