package org.kymata.nodes;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that one node gives its readings, and which of them never came. Thread-safe.
 *
 * <p>A number that comes after higher ones closes its gap. A node that starts anew counts from 0 or
 * 1 again, or goes on somewhere else; neither is a loss.
 */
final class SequenceTracker {

  /** The most gaps that are remembered; numbers of older ones stay missing for good. */
  static final int MAX_GAPS = 64;

  /** A larger jump is no loss but another way of counting. */
  static final long MAX_JUMP = 1_000_000;

  /** So many known numbers in a row are no repetition any more, but a new start. */
  private static final int RESTART_REPEATS = 16;

  private record Gap(long first, long last) {}

  private final List<Gap> gaps = new ArrayList<>();
  private final long sinceMillis;
  private long highest;
  private long missing;
  private long repeated = -2;
  private int repeatedInARow;

  /** Begins with the first number that was heard. */
  SequenceTracker(long first, long nowMillis) {
    highest = first;
    sinceMillis = nowMillis;
  }

  /** Takes note of the number of a reading that was stored. */
  synchronized void recordNumber(long number) {
    if (number > highest) {
      recordAhead(number);
    } else if (!closeGap(number)) {
      recordRepeated(number);
    }
  }

  private void recordAhead(long number) {
    if (number - highest > MAX_JUMP) {
      restart(number);
      return;
    }
    if (number > highest + 1) {
      missing += number - highest - 1;
      if (gaps.size() == MAX_GAPS) {
        gaps.remove(0);
      }
      gaps.add(new Gap(highest + 1, number - 1));
    }
    highest = number;
  }

  private boolean closeGap(long number) {
    // From the newest: what comes late is mostly not very late.
    for (int i = gaps.size() - 1; i >= 0; i--) {
      Gap gap = gaps.get(i);
      if (number > gap.last) {
        return false;
      }
      if (number >= gap.first) {
        missing--;
        split(i, gap, number);
        return true;
      }
    }
    return false;
  }

  private void split(int place, Gap gap, long number) {
    gaps.remove(place);
    if (number < gap.last) {
      gaps.add(place, new Gap(number + 1, gap.last));
    }
    if (number > gap.first) {
      gaps.add(place, new Gap(gap.first, number - 1));
    }
    if (gaps.size() > MAX_GAPS) {
      gaps.remove(0);
    }
  }

  private void recordRepeated(long number) {
    repeatedInARow = number == repeated + 1 ? repeatedInARow + 1 : 1;
    repeated = number;
    if (number <= 1 || repeatedInARow == RESTART_REPEATS) {
      restart(number);
    }
  }

  private void restart(long number) {
    highest = number;
    gaps.clear();
    repeatedInARow = 0;
  }

  /** How many numbers never came. */
  synchronized long missing() {
    return missing;
  }

  /** Since when they are counted, epoch milliseconds. */
  long sinceMillis() {
    return sinceMillis;
  }
}
