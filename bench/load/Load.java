import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends readings to a hub and watches what comes of them (bench/README.md):
 *
 * <pre>
 * Load rate  --adapter FILE --rate 100 --pages 200   latency from when a reading was due to its receipt
 * Load acks  --adapter FILE --rate 1000              the same, to its acknowledgement
 * Load flood --adapter FILE --window 256             as many as can be, so many under way at once
 * </pre>
 */
public final class Load {

  private static final long SPIN_NANOS = 150_000;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Options options;
  private final Traffic traffic;
  private final Book book;
  private final Report report = new Report();
  private long start;
  private volatile long worstLag;

  private Load(Options options, String mode) throws IOException {
    this.options = options;
    this.traffic = new Traffic(options, mode.equals("acks"));
    this.book = traffic.book;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || !args[0].matches("rate|acks|flood")) {
      System.err.println("Load rate|acks|flood --adapter FILE [--option value]... (bench/README.md)");
      System.exit(2);
    }
    String[] all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--mode";
    all[args.length + 1] = args[0];
    Options options = Options.read(all, 1);
    new Load(options, args[0]).run(args[0].equals("flood"));
    System.exit(0);
  }

  private void run(boolean flood) throws Exception {
    traffic.open();
    double seconds = options.number("seconds", 12);
    start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
    book.beginNanos = start + (long) (options.number("warm-up", 3) * 1e9);
    book.endNanos = book.beginNanos + (long) (seconds * 1e9);
    Costs costs = new Costs(options.whole("pid", 0), book.beginNanos, book.endNanos);
    costs.start();
    while (System.nanoTime() < start) {
      traffic.serve(5);
    }
    if (flood) {
      flood();
    } else {
      steady();
    }
    traffic.drain(options.number("drain", 10));
    if (flood) {
      rates(seconds);
    }
    latencies();
    traffic.into(report);
    costs.into(report);
    traffic.close();
    System.out.println(report);
  }

  // --- As many as can be

  private long seenAtBegin = -1;
  private long seenAtEnd;

  private void flood() throws IOException {
    long window = options.whole("window", 256);
    byte[] bytes = new byte[1 << 17];
    long progressAt = System.nanoTime();
    long progress = -1;
    for (long now = System.nanoTime(); now < book.endNanos; now = System.nanoTime()) {
      if (now >= book.beginNanos && seenAtBegin < 0) {
        seenAtBegin = book.seen();
      }
      Connection node = next(window);
      while (node != null) {
        sendTo(node, bytes);
        node = next(window);
      }
      traffic.serve(Math.min(20, 1 + (book.endNanos - now) / 1_000_000));
      long seen = book.byNewest ? book.seen() : book.delivered;
      if (seen != progress) {
        progress = seen;
        progressAt = now;
      } else if (now - progressAt > STUCK_NANOS) {
        throw new IOException("nothing came back for 10 s: " + (book.sent - seen) + " readings are missing");
      }
    }
    seenAtEnd = book.seen();
  }

  private int turn;

  /** The connection that may send next; null when none may. */
  private Connection next(long window) {
    long pages = traffic.watching();
    if (!book.byNewest && book.sent * pages - book.delivered >= window * pages) {
      return null;
    }
    if (traffic.nodeEnd.kind == End.Kind.HTTP) {
      return traffic.free();
    }
    long share = window / traffic.nodes.length;
    for (int i = 0; i < traffic.nodes.length; i++) {
      Connection node = traffic.nodes[turn];
      turn = (turn + 1) % traffic.nodes.length;
      boolean mayMore = !book.byNewest || node.sent - node.seen < share;
      if (node.isOpen && node.isDrained() && mayMore) {
        return node;
      }
    }
    return null;
  }

  private void sendTo(Connection node, byte[] bytes) {
    long now = System.nanoTime();
    int count = traffic.nodeEnd.batch;
    long number = book.byNewest ? node.sent + 1 : Book.number(book.sent);
    if (!book.byNewest) {
      book.due(number, now);
    }
    int length = Messages.write(bytes, 0, node, traffic.nodeEnd.body, number, now, count);
    node.sent += count;
    book.sent += count;
    traffic.send(node, bytes, length);
  }

  private void rates(double seconds) {
    boolean http = traffic.nodeEnd.kind == End.Kind.HTTP;
    double each = book.deliveredMeasured / seconds / traffic.watching();
    double newest = (seenAtEnd - seenAtBegin) / seconds;
    double answered = book.answeredMeasured / seconds;
    report.put("readings_per_s", book.byNewest ? http ? answered : newest : http ? Math.min(each, answered) : each);
    report.put("deliveries_per_s", book.deliveredMeasured / seconds);
  }

  // --- So many a second

  private void steady() throws Exception {
    Thread sender = new Thread(this::sendSteadily, "sender");
    sender.setDaemon(true);
    sender.setPriority(Thread.MAX_PRIORITY);
    sender.start();
    while (sender.isAlive()) {
      traffic.serve(5);
    }
  }

  private void sendSteadily() {
    byte[] bytes = new byte[1 << 17];
    double gap = 1e9 / options.number("rate", 100);
    try {
      long due = start;
      for (long count = 0; due < book.endNanos; due = start + (long) (++count * gap)) {
        await(due);
        Connection node =
            traffic.nodeEnd.kind == End.Kind.HTTP
                ? traffic.awaitFree()
                : traffic.nodes[(int) (count % traffic.nodes.length)];
        long number = Book.number(count);
        // When it should have gone, not when it went: a hub that holds us up must not look quicker.
        book.due(number, due);
        int length = Messages.write(bytes, 0, node, traffic.nodeEnd.body, number, due, 1);
        if (due >= book.beginNanos) {
          worstLag = Math.max(worstLag, System.nanoTime() - due);
          book.sentMeasured++;
        }
        node.sent++;
        book.sent = count + 1;
        traffic.send(node, bytes, length);
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("the sender ended: " + e);
    }
  }

  private static void await(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (left > SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private void latencies() {
    if (book.timeCount() > 0) {
      report.put("p50_ms", book.percentile(50));
      report.put("p95_ms", book.percentile(95));
      report.put("p99_ms", book.percentile(99));
      report.put("max_ms", book.percentile(100));
      report.put("times", book.timeCount());
      report.put("send_lag_max_ms", worstLag / 1e6);
    }
  }
}
