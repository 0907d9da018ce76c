import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * All doors at once, with pages that watch and one who looks at history, and one gentle node among the loud:
 *
 * <pre>
 * Mixed --adapter FILE --seconds 600 --rate 500000 --window 1000000
 *       --sockets 4 --posts 8 --lines 4 --pages 20 --history URL
 * </pre>
 *
 * {@code --rate} readings a second are offered in all, shared evenly by the loud senders. Reports the accounts of
 * each sender in the order gentle, sockets, posts, lines.
 */
public final class Mixed {

  private static final double GENTLE_RATE = 10;
  private static final int HISTORY_MILLIS = 500;

  private final Options options;
  private final List<Sender> senders = new ArrayList<>();
  private final Book history = new Book(false, false, new Connection[0]);
  private volatile long historyRefused;
  private long endNanos;

  private Mixed(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    new Mixed(Options.read(args, 0)).run();
    System.exit(0);
  }

  private void run() throws Exception {
    double seconds = options.number("seconds", 60);
    Watchers watchers = new Watchers(End.of(options, "sub"), options.whole("pages", 20));
    watchers.start();
    long begin = System.nanoTime();
    endNanos = begin + (long) (seconds * 1e9);
    history.beginNanos = begin;
    makeSenders();
    Costs costs = new Costs(options.whole("pid", 0), begin, endNanos);
    costs.start();
    senders.forEach(Thread::start);
    Thread looker = new Thread(this::lookAtHistory, "history");
    looker.setDaemon(true);
    looker.start();
    for (Sender sender : senders) {
      sender.join(TimeUnit.SECONDS.toMillis((long) seconds + 120));
    }
    Report report = new Report();
    account(report, "sent", sender -> sender.sent);
    account(report, "accepted", sender -> sender.accepted);
    account(report, "refused", sender -> sender.refused);
    account(report, "unknown", sender -> sender.unknown);
    account(report, "held_back", sender -> sender.heldBack);
    account(report, "closed", sender -> sender.closed);
    report.put("seconds", seconds);
    report.put("page_frames", watchers.frames);
    report.put("pages_closed", watchers.closed);
    report.put("pages_silent_ms", watchers.longestSilenceNanos / 1e6);
    report.put("gentle_p50_ms", senders.get(0).times.percentile(50));
    report.put("gentle_p99_ms", senders.get(0).times.percentile(99));
    report.put("history_looks", history.timeCount());
    report.put("history_p50_ms", history.percentile(50));
    report.put("history_p99_ms", history.percentile(99));
    report.put("history_refused", historyRefused);
    costs.into(report);
    watchers.close();
    System.out.println(report);
  }

  private void makeSenders() {
    int sockets = options.whole("sockets", 4);
    int posts = options.whole("posts", 8);
    int lines = options.whole("lines", 4);
    int window = options.whole("window", 64);
    double rate = options.number("rate", 1e9) / Math.max(1, sockets + posts + lines);
    senders.add(new Sender(door("gentle"), 0, GENTLE_RATE, 1, endNanos));
    for (int i = 0; i < sockets; i++) {
      senders.add(new Sender(door("loud"), 1 + i, rate, window, endNanos));
    }
    for (int i = 0; i < posts; i++) {
      senders.add(new Sender(door("posts"), 1 + sockets + i, rate, 1, endNanos));
    }
    for (int i = 0; i < lines; i++) {
      senders.add(new Sender(door("tcp"), i, rate, 1, endNanos));
    }
  }

  private End door(String name) {
    return End.of(options.with("pub", name), "pub");
  }

  private void account(Report report, String name, ToLongFunction<Sender> what) {
    report.put(name, senders.stream().mapToLong(what).toArray());
  }

  /** Every half second a look at the last hour of a busy series, as a page has it. */
  private void lookAtHistory() {
    String address = options.text("history", "");
    HttpClient client = HttpClient.newHttpClient();
    while (!address.isEmpty() && System.nanoTime() < endNanos) {
      long start = System.nanoTime();
      try {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).header("Cookie", options.text("cookie", "")).build();
        int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status == 200) {
          history.time(start, System.nanoTime());
        } else {
          historyRefused++;
        }
        Thread.sleep(HISTORY_MILLIS);
      } catch (IOException e) {
        historyRefused++;
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
