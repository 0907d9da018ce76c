import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * Fetches addresses as a page does, several at a time on connections that are kept, again and again:
 *
 * <pre>Fetch --port 8080 --cookie C --paths FILE --at-once 4 --times 20</pre>
 *
 * Reports the time of a whole round, and of each answer from its first byte asked to its last.
 */
public final class Fetch {

  private final Options options;
  private final List<String> paths;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong points = new AtomicLong();

  private Fetch(Options options) throws IOException {
    this.options = options;
    this.paths = Files.readAllLines(Path.of(options.text("paths", "")));
  }

  public static void main(String[] args) throws Exception {
    new Fetch(Options.read(args, 0)).run();
    System.exit(0);
  }

  private void run() throws Exception {
    int times = options.whole("times", 20);
    int atOnce = Math.min(options.whole("at-once", 4), paths.size());
    List<Kept> connections = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      connections.add(new Kept());
    }
    for (int i = 0; i < options.whole("warm-up", 2); i++) {
      round(connections, new ConcurrentLinkedQueue<>());
    }
    bytes.set(0);
    points.set(0);
    Queue<Long> answers = new ConcurrentLinkedQueue<>();
    long[] rounds = new long[times];
    for (int i = 0; i < times; i++) {
      rounds[i] = round(connections, answers);
    }
    Arrays.sort(rounds);
    long[] each = answers.stream().mapToLong(Long::longValue).sorted().toArray();
    Report report = new Report();
    report.put("round_ms", rounds[times / 2] / 1e6);
    report.put("round_max_ms", rounds[times - 1] / 1e6);
    report.put("p50_ms", each[each.length / 2] / 1e6);
    report.put("p99_ms", each[each.length * 99 / 100] / 1e6);
    report.put("requests", paths.size());
    report.put("bytes", bytes.get() / times);
    report.put("points", points.get() / times);
    System.out.println(report);
  }

  /** All addresses once; gives how long that took, in nanoseconds. */
  private long round(List<Kept> connections, Queue<Long> answers) throws Exception {
    Queue<String> waiting = new ConcurrentLinkedQueue<>(paths);
    List<Thread> threads = new ArrayList<>();
    List<Exception> faults = new ArrayList<>();
    long start = System.nanoTime();
    for (Kept connection : connections) {
      Thread thread = new Thread(() -> work(connection, waiting, answers, faults));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long taken = System.nanoTime() - start;
    if (!faults.isEmpty()) {
      throw faults.get(0);
    }
    return taken;
  }

  private void work(Kept connection, Queue<String> waiting, Queue<Long> answers, List<Exception> faults) {
    try {
      for (String path = waiting.poll(); path != null; path = waiting.poll()) {
        long start = System.nanoTime();
        byte[] body = connection.get(path);
        answers.add(System.nanoTime() - start);
        bytes.addAndGet(body.length);
        points.addAndGet(count(plain(body, connection.isZipped)));
      }
    } catch (IOException e) {
      synchronized (faults) {
        faults.add(e);
      }
    }
  }

  private static byte[] plain(byte[] body, boolean zipped) throws IOException {
    return zipped ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
  }

  /** How many points the answer holds: arrays in arrays. */
  private static long count(byte[] body) {
    long found = 0;
    for (int i = 1; i < body.length; i++) {
      found += body[i] == '[' && (body[i - 1] == '[' || body[i - 1] == ',') ? 1 : 0;
    }
    return found;
  }

  /** A connection that is kept from one request to the next. */
  private final class Kept {
    private final Socket socket;
    private final InputStream in;
    private boolean isZipped;

    Kept() throws IOException {
      socket = new Socket("127.0.0.1", options.whole("port", 0));
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 65_536);
    }

    byte[] get(String path) throws IOException {
      String head =
          "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAccept-Encoding: gzip, deflate, br\r\nCookie: %s\r\n\r\n"
              .formatted(path, options.text("cookie", ""));
      socket.getOutputStream().write(head.getBytes(UTF_8));
      String status = line();
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new IOException(path + " was answered by " + status);
      }
      int length = -1;
      isZipped = false;
      for (String line = line(); !line.isEmpty(); line = line()) {
        String lower = line.toLowerCase(Locale.ROOT);
        isZipped |= lower.equals("content-encoding: gzip");
        length = lower.startsWith("content-length:") ? Integer.parseInt(line.substring(15).strip()) : length;
      }
      return length >= 0 ? in.readNBytes(length) : chunks();
    }

    private byte[] chunks() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      int size;
      do {
        size = Integer.parseInt(line(), 16);
        all.write(in.readNBytes(size));
        line();
      } while (size > 0);
      return all.toByteArray();
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("closed by the hub");
        }
        if (c != '\r') {
          line.write(c);
        }
      }
      return line.toString(UTF_8);
    }
  }
}
