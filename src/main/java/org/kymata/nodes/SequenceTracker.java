package org.kymata.nodes;

import java.util.ArrayList;
import java.util.List;

/**
 * Tracks the sequence numbers of one node's readings and which are missing. Thread-safe.
 *
 * <p>A number that comes after higher ones closes its gap. After a restart a node counts from 0 or
 * 1 again, or from any other number; neither counts as a loss.
 */
final class SequenceTracker {

  /** The most gaps remembered; the missing numbers of older ones can no longer be closed. */
  static final int MAX_GAPS = 64;

  /** A larger jump is not a loss: the node counts differently now. */
  static final long MAX_JUMP = 1_000_000;

  /** So many repeated numbers in a row mean that the node restarted. */
  private static final int RESTART_REPEATS = 16;

  private record Gap(long first, long last) {}

  private final List<Gap> gaps = new ArrayList<>();
  private final long sinceMillis;
  private long highest;
  private long missing;
  private long repeated = -2;
  private int repeatedInARow;

  /** Starts with the first number received. */
  SequenceTracker(long first, long nowMillis) {
    highest = first;
    sinceMillis = nowMillis;
  }

  /** Records the sequence number of a stored reading. */
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
    // From the newest: most late readings are not very late.
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

  private void split(int index, Gap gap, long number) {
    gaps.remove(index);
    if (number < gap.last) {
      gaps.add(index, new Gap(number + 1, gap.last));
    }
    if (number > gap.first) {
      gaps.add(index, new Gap(gap.first, number - 1));
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

  /** How many numbers are missing. */
  synchronized long missing() {
    return missing;
  }

  /** Since when numbers are counted, epoch milliseconds. */
  long sinceMillis() {
    return sinceMillis;
  }
}
