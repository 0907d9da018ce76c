import java.util.Arrays;

/**
 * What was sent and what came back. Readings are counted one by one, or, where pages may leave
 * values out, by the newest that was seen of each connection: whatever came before it was stored
 * before it.
 */
final class Book implements Marks.Finder {

  private static final int NUMBERS = 1_000_000;
  private static final int MOST_TIMES = 1 << 26;

  final boolean byNewest;
  /** Whether the times are those of deliveries to pages, and not of answers to nodes. */
  final boolean timesDeliveries;
  long beginNanos = Long.MAX_VALUE;
  long endNanos = Long.MAX_VALUE;

  // Written by the thread that sends, read by the one that receives.
  private final long[] sentAt = new long[NUMBERS];
  volatile long sent;
  volatile long sentMeasured;

  long delivered;
  long deliveredMeasured;
  long answeredMeasured;
  long answered;
  long frames;
  long frameBytes;
  long droppedByHub;
  long repeated;
  long strange;
  long refused;
  long lastDelivery;

  private final Connection[] publishers;
  private int[] micros = new int[1 << 16];
  private int times;

  Book(boolean byNewest, boolean timesDeliveries, Connection[] publishers) {
    this.byNewest = byNewest;
    this.timesDeliveries = timesDeliveries;
    this.publishers = publishers;
  }

  /** The number that the reading {@code count} goes under. */
  static long number(long count) {
    return 1 + count % NUMBERS;
  }

  /** Takes note of when a reading was due, before it is sent. */
  void due(long number, long nanos) {
    sentAt[(int) (number - 1)] = nanos;
  }

  @Override
  public void found(Connection page, int node, long number, long nanos) {
    if (byNewest) {
      delivered++;
      if (node >= 0 && node < publishers.length) {
        publishers[node].seen = Math.max(publishers[node].seen, number);
        lastDelivery = nanos;
      }
      return;
    }
    if (number == page.lastValue) {
      repeated++;
    } else if (number < 1 || number > NUMBERS) {
      strange++;
    } else {
      page.lastValue = number;
      delivered++;
      lastDelivery = nanos;
      if (nanos >= beginNanos && nanos < endNanos) {
        deliveredMeasured++;
      }
      if (timesDeliveries) {
        time(sentAt[(int) (number - 1)], nanos);
      }
    }
  }

  /** Takes the time from {@code due} to {@code nanos} when that reading belongs to the measured span. */
  void time(long due, long nanos) {
    if (due < beginNanos || due >= endNanos || times == MOST_TIMES) {
      return;
    }
    if (times == micros.length) {
      micros = Arrays.copyOf(micros, times * 2);
    }
    micros[times++] = (int) Math.min(Integer.MAX_VALUE, (nanos - due) / 1_000);
  }

  long dueAt(long number) {
    return sentAt[(int) (number - 1)];
  }

  @Override
  public void dropped(long count) {
    droppedByHub += count;
  }

  @Override
  public void unreadable() {
    strange++;
  }

  /** The sum over all connections of what a page has seen of them. */
  long seen() {
    long sum = 0;
    for (Connection publisher : publishers) {
      sum += publisher.seen;
    }
    return sum;
  }

  int timeCount() {
    return times;
  }

  /** A time that so many percent of all stay below, in milliseconds; -1 when there is none. */
  double percentile(double percent) {
    if (times == 0) {
      return -1;
    }
    int[] sorted = Arrays.copyOf(micros, times);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(times - 1L, Math.max(0, (long) Math.ceil(percent / 100 * times) - 1))] / 1_000.0;
  }
}
