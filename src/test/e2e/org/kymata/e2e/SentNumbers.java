package org.kymata.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Numbers that were sent as readings, each once, and which of them the hub acknowledged, so that
 * stored readings can be compared one by one. Thread-safe.
 */
final class SentNumbers {

  private final BitSet sent = new BitSet();
  private final BitSet acknowledged = new BitSet();
  private int newest;

  /** The first of {@code count} numbers that were never sent. */
  synchronized int reserve(int count) {
    int first = sent.length();
    sent.set(first, first + count);
    return first;
  }

  /** Starts a new baseline for {@link #checkNew}. */
  synchronized void markBaseline() {
    newest = sent.length();
  }

  /** Records numbers that the hub acknowledged, or shows to others. */
  synchronized void acknowledge(int first, int count) {
    acknowledged.set(first, first + count);
  }

  synchronized int sentCount() {
    return sent.cardinality();
  }

  synchronized int acknowledgedCount() {
    return acknowledged.cardinality();
  }

  /**
   * Compares with the stored readings: every acknowledged number once, no number twice, none that
   * was never sent.
   *
   * @throws AssertionError naming the numbers that are wrong
   */
  synchronized void check(InputStream csv) {
    check(csv, 0);
  }

  /**
   * The same for the numbers sent since {@link #markBaseline}.
   *
   * @param csv at least the stored readings of these numbers
   */
  synchronized void checkNew(InputStream csv) {
    check(csv, newest);
  }

  private void check(InputStream csv, int first) {
    BitSet stored = read(csv);
    BitSet lost = (BitSet) acknowledged.clone();
    lost.clear(0, first);
    lost.andNot(stored);
    stored.andNot(sent);
    if (!lost.isEmpty() || !stored.isEmpty()) {
      throw new AssertionError(
          "acknowledged and lost: "
              + lost.cardinality()
              + " of "
              + acknowledged.cardinality()
              + " "
              + lost
              + "; never sent: "
              + stored);
    }
  }

  private static BitSet read(InputStream csv) {
    BitSet stored = new BitSet();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int number = (int) Double.parseDouble(line.split(",")[3]);
        if (stored.get(number)) {
          throw new AssertionError("stored twice: " + line);
        }
        stored.set(number);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stored;
  }
}
