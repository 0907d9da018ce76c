package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;

class JournalTest {

  @TempDir private Path directory;

  private final Series level = new Series(new NodeId("k3f9x2ma"), "level", false);
  private final Series note = new Series(new NodeId("k3f9x2ma"), "σημείωση", true);

  private Path file() {
    return directory.resolve("journal/readings");
  }

  private List<Reading> group(int number) {
    return List.of(
        new Reading(level, number, number / 8.0, null),
        new Reading(note, -number, Double.NaN, "text " + number + " ☀"));
  }

  private List<String> expected(int from, int to) {
    List<String> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(i + " k3f9x2ma:level " + i + " " + i / 8.0);
      all.add(i + " k3f9x2ma:σημείωση " + -i + " text " + i + " ☀");
      all.add("end");
    }
    return all;
  }

  private static List<String> replay(Journal journal) {
    List<String> found = new ArrayList<>();
    journal.replay(
        new Journal.RecordHandler() {
          @Override
          public void reading(long stored, String series, long time, double number, String text) {
            String value = text == null ? String.valueOf(number) : text;
            found.add(stored + " " + series + " " + time + " " + value);
          }

          @Override
          public void end() {
            found.add("end");
          }
        });
    return found;
  }

  private void write(Journal journal, int from, int to) {
    for (int i = from; i < to; i++) {
      assertTrue(journal.write(group(i), i));
    }
  }

  private List<String> reopened() {
    try (Journal journal = new Journal(file())) {
      return replay(journal);
    }
  }

  @Test
  void recordsComeBackInTheirOrder() {
    try (Journal journal = new Journal(file())) {
      assertEquals(List.of(), replay(journal));
      write(journal, 1, 500);
    }
    assertEquals(expected(1, 500), reopened());
  }

  @Test
  void recordsAreWrittenBehindThoseThatWereFound() {
    try (Journal journal = new Journal(file())) {
      write(journal, 1, 10);
    }
    try (Journal journal = new Journal(file())) {
      replay(journal);
      write(journal, 10, 20);
    }
    assertEquals(expected(1, 20), reopened());
  }

  @Test
  void recordsOfAnEarlierRoundDoNotCount() {
    for (int second = 1; second < 6; second++) {
      try (Journal journal = new Journal(file())) {
        journal.rewind();
        write(journal, second * 100, second * 100 + 20);
        journal.rewind();
        // As many bytes as the records before: complete records follow, but older ones.
        write(journal, second * 100 + 50, second * 100 + 50 + second);
      }
      assertEquals(expected(second * 100 + 50, second * 100 + 50 + second), reopened());
    }
  }

  @Test
  void recordThatWasUndoneIsNotReplayed() {
    try (Journal journal = new Journal(file())) {
      write(journal, 1, 5);
      journal.undoLast();
      assertEquals(expected(1, 4), replay(journal));
      write(journal, 5, 6);
      write(journal, 6, 7);
      journal.undoLast();
    }
    List<String> left = expected(1, 4);
    left.addAll(expected(5, 6));
    assertEquals(left, reopened());
  }

  @Test
  void damagedBitEndsTheRecordsBeforeItsOwn() throws IOException {
    int first;
    int end;
    try (Journal journal = new Journal(file())) {
      write(journal, 1, 2);
      first = used();
      write(journal, 2, 3);
      end = used();
    }
    byte[] whole = Files.readAllBytes(file());
    for (int bit = first * 8; bit < end * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file(), damaged);
      assertEquals(expected(1, 2), reopened(), "bit " + bit);
    }
  }

  /** The content up to the last byte that is not zero. */
  private int used() throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  @Test
  void fileThatWasCutEndsTheRecords() throws IOException {
    try (Journal journal = new Journal(file())) {
      write(journal, 1, 4);
    }
    byte[] whole = Files.readAllBytes(file());
    for (int length = used() - 1; length >= 0; length -= 7) {
      Files.write(file(), java.util.Arrays.copyOf(whole, length));
      List<String> found = reopened();
      assertEquals(expected(1, 4).subList(0, found.size()), found);
      assertTrue(found.size() < 9);
    }
  }

  @Test
  void fullJournalTakesNoMoreUntilItBeginsAnew() throws IOException {
    List<Reading> large = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      large.add(new Reading(note, i, Double.NaN, "☀".repeat(256)));
    }
    try (Journal journal = new Journal(file())) {
      int written = 1;
      while (journal.write(large, written)) {
        written++;
      }
      assertTrue(written > 3);
      assertFalse(journal.write(large, written));
      assertTrue(Files.size(file()) <= Journal.MAX_BYTES + (1 << 20));
      journal.rewind();
      assertTrue(journal.write(large, written));
    }
    assertEquals(5_001, reopened().size());
  }
}
