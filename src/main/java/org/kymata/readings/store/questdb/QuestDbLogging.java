package org.kymata.readings.store.questdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps QuestDB from printing every query to the console: errors go to a file of its own, of
 * bounded size. QuestDB reads its log configuration once, from a file that a system property names,
 * so the property is set only while that happens.
 */
final class QuestDbLogging {

  private static final String PROPERTY = "out";
  private static final String LOG_CONFIG =
      """
      writers=file
      w.file.class=io.questdb.log.LogRollingFileWriter
      w.file.location=%s/questdb.${date:yyyyMM}.log
      w.file.level=CRITICAL
      w.file.rollSize=1m
      w.file.sizeLimit=4m
      w.file.bufferSize=64k
      """;

  private QuestDbLogging() {}

  static void install(Path directory) {
    String before = System.getProperty(PROPERTY);
    try {
      deleteEmptyLogs(directory);
      Path file = directory.resolve("log.conf");
      Files.writeString(file, LOG_CONFIG.formatted(directory));
      System.setProperty(PROPERTY, file.toString());
      io.questdb.log.LogFactory.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException("the telemetry directory cannot be written", e);
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, before);
      }
    }
  }

  /**
   * Deletes empty log files: QuestDB creates one at every start, and usually has nothing to log.
   */
  private static void deleteEmptyLogs(Path directory) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "questdb.*.log*")) {
      for (Path log : logs) {
        if (Files.size(log) == 0) {
          Files.delete(log);
        }
      }
    }
  }
}
