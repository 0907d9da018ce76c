import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Watches, over the measured span, what the hub, the generator and the machine spend. */
final class Costs extends Thread {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long hub;
  private final long begin;
  private final long end;
  private long wall;
  private long hubTicks;
  private long ownNanos;
  private double busy;
  private long residentBytes;

  Costs(long hub, long begin, long end) {
    super("costs");
    this.hub = hub;
    this.begin = begin;
    this.end = end;
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      sleepUntil(begin);
      long from = System.nanoTime();
      Machine.Use before = Machine.of(hub);
      long own = Machine.ownNanos();
      long[] machine = Machine.ticks();
      for (long at = begin + SECOND; at < end; at += SECOND) {
        sleepUntil(at);
        residentBytes = Math.max(residentBytes, Machine.of(hub).residentBytes());
      }
      sleepUntil(end);
      Machine.Use after = Machine.of(hub);
      long[] now = Machine.ticks();
      residentBytes = Math.max(residentBytes, after.residentBytes());
      wall = System.nanoTime() - from;
      hubTicks = after.ticks() - before.ticks();
      ownNanos = Machine.ownNanos() - own;
      busy = 1 - (now[1] - machine[1]) / (double) Math.max(1, now[0] - machine[0]);
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
  }

  void into(Report report) throws InterruptedException {
    join(3_000);
    if (hub > 0) {
      report.put("hub_cpu_pct", hubTicks * 1e9 / wall);
      report.put("hub_rss_mb", residentBytes / 1_048_576.0);
    }
    report.put("gen_cpu_pct", 100.0 * ownNanos / wall);
    report.put("machine_busy_pct", 100 * busy);
  }
}
