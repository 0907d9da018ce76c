package org.kymata.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.persistence.EntityManager;
import java.nio.file.Path;
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
    Database database = new Database(Stage.settings(directory, Map.of()));
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
    Database first = new Database(Stage.settings(directory, Map.of()));
    first.open();
    first.run(DatabaseTest::add);
    first.close();
    Database second = new Database(Stage.settings(directory, Map.of()));
    second.open();
    assertEquals(1, count(second));
    second.close();
  }

  @Test
  void storeThatWasNeverOpenedCanBeClosed() {
    new Database(Stage.settings(directory, Map.of())).close();
  }
}
