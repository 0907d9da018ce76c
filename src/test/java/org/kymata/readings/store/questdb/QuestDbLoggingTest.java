package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start leaves no log behind in which nothing was said. */
class QuestDbLoggingTest {

  @Test
  void emptyLogsOfEarlierStartsGo(@TempDir Path directory) throws IOException {
    Path empty = Files.createFile(directory.resolve("questdb.202601.log.7"));
    Path told = Files.writeString(directory.resolve("questdb.202601.log"), "critical");

    QuestDbLogging.install(directory);

    assertFalse(Files.exists(empty), "an empty log stayed");
    assertEquals("critical", Files.readString(told));
  }
}
