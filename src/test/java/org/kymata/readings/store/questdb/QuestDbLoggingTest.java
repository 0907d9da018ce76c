package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start leaves no empty log file behind. */
class QuestDbLoggingTest {

  @Test
  void emptyLogsOfEarlierStartsAreDeleted(@TempDir Path directory) throws IOException {
    Path empty = Files.createFile(directory.resolve("questdb.202601.log.7"));
    Path withContent = Files.writeString(directory.resolve("questdb.202601.log"), "critical");

    QuestDbLogging.install(directory);

    assertFalse(Files.exists(empty), "an empty log stayed");
    assertEquals("critical", Files.readString(withContent));
  }
}
