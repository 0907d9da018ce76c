import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Nodes that send and pages that watch, all served by one selector; the modes decide what is sent when. */
final class Traffic implements Inbound.Taker {

  private static final byte[] ACCEPTED = "\"type\":\"accepted\"".getBytes(UTF_8);
  private static final byte[] ERROR = "\"error\"".getBytes(UTF_8);
  private static final byte[] ID = "\"id\":\"".getBytes(UTF_8);
  private static final int MOST = 5_000;
  private static final int STALLED_BYTES = 4_096;
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);

  final Options options;
  final End pageEnd;
  final End nodeEnd;
  final Connection[] pages;
  final Connection[] nodes;
  final Book book;
  final boolean countsAcks;
  /** How many pages, the first ones, read nothing. */
  final int stalled;

  private final Marks marks;
  private final Inbound inbound = new Inbound(this);
  private final Selector selector = Selector.open();
  private final Queue<Connection> free = new ArrayDeque<>();
  // For a sender on a thread of its own.
  private final BlockingQueue<Connection> freeForSender = new LinkedBlockingQueue<>();
  private long nextPing = System.nanoTime() + PING_NANOS;
  private int complaints;
  private int closed;
  private int reconnects;
  private volatile boolean isStopping;

  Traffic(Options options, boolean countsAcks) throws IOException {
    this.options = options;
    this.countsAcks = countsAcks;
    pageEnd = End.of(options, "sub");
    nodeEnd = End.of(options, "pub");
    pages = new Connection[options.whole("pages", 1)];
    nodes = new Connection[options.whole("nodes", 1)];
    stalled = options.whole("stalled", 0);
    if (pages.length > MOST || nodes.length > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " pages and nodes");
    }
    book = new Book(options.text("count", "each").equals("newest"), !countsAcks, nodes);
    marks = new Marks(options, nodeEnd, book);
  }

  // --- Connections

  void open() throws IOException, InterruptedException {
    for (int i = 0; i < pages.length; i++) {
      pages[i] = connect(new Connection(pageEnd, true, i), i < stalled ? STALLED_BYTES : 0);
      if (i >= stalled) {
        pages[i].register(selector);
      }
    }
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = connect(new Connection(nodeEnd, false, i), 0);
      nodes[i].register(selector);
      release(nodes[i]);
    }
    for (int i = stalled; i < pages.length; i++) {
      inbound.takeRest(pages[i]);
    }
    awaitPages();
  }

  /** What is sent before a hub knows what a page wants is not for that page. */
  private void awaitPages() throws IOException {
    long end = System.nanoTime() + READY_NANOS;
    for (int i = stalled; i < pages.length; i++) {
      while (!pages[i].isReady && System.nanoTime() < end) {
        serve(5);
      }
      if (!pages[i].isReady) {
        throw new IOException("page " + i + " had no answer to its subscription");
      }
    }
  }

  private static Connection connect(Connection connection, int receiveBytes) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        connection.connect(receiveBytes);
        return connection;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  void close() {
    isStopping = true;
    for (Connection node : nodes) {
      node.close();
    }
    for (Connection page : pages) {
      page.close();
    }
  }

  /** The pages that read. */
  int watching() {
    return pages.length - stalled;
  }

  // --- What comes in

  /** Serves whatever is ready, at most for so long. */
  void serve(long millis) throws IOException {
    long now = System.nanoTime();
    if (now > nextPing) {
      nextPing = now + PING_NANOS;
      for (int i = stalled; i < pages.length; i++) {
        pages[i].ping();
      }
    }
    selector.select(this::ready, Math.max(1, millis));
  }

  private void ready(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isValid() && key.isWritable()) {
        connection.flush();
      }
      if (key.isValid() && key.isReadable()) {
        inbound.read(connection);
      }
    } catch (IOException e) {
      lost(connection, e);
    }
  }

  private void lost(Connection connection, IOException reason) {
    connection.close();
    if (isStopping) {
      return;
    }
    if (connection.end.kind == End.Kind.HTTP) {
      try {
        reconnect(connection);
        return;
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
    closed++;
    complain((connection.isPage ? "page " : "node ") + connection.index + ": " + reason.getMessage());
  }

  private void reconnect(Connection connection) throws IOException {
    reconnects++;
    connection.close();
    connection.connect(0);
    connection.register(selector);
    release(connection);
  }

  private void complain(String words) {
    if (complaints++ < 3) {
      System.err.println(words);
    }
  }

  @Override
  public void payload(Connection connection, byte[] bytes, int from, int to, long nanos) {
    if (!connection.isReady) {
      connection.isReady = Bytes.indexOf(bytes, from, to, pageEnd.ready) >= 0;
    } else if (connection.isPage) {
      book.frames++;
      book.frameBytes += to - from;
      marks.look(connection, bytes, from, to, nanos);
    } else if (nodeEnd.kind == End.Kind.TCP || Bytes.indexOf(bytes, from, to, ERROR) >= 0) {
      book.refused++;
      complain("the hub: " + new String(bytes, from, to - from, UTF_8));
    } else if (countsAcks && Bytes.indexOf(bytes, from, to, ACCEPTED) >= 0) {
      acknowledged(bytes, from, to, nanos);
    }
  }

  private void acknowledged(byte[] bytes, int from, int to, long nanos) {
    int at = Bytes.indexOf(bytes, from, to, ID) + ID.length;
    long number = 0;
    while (Bytes.isDigit(bytes[at])) {
      number = number * 10 + bytes[at++] - '0';
    }
    book.answered++;
    book.time(book.dueAt(number), nanos);
  }

  @Override
  public void answer(Connection connection, int status, boolean closes, long nanos) throws IOException {
    if (status / 100 == 2) {
      book.answered++;
      connection.seen = Math.max(connection.seen, book.byNewest ? connection.sent : 0);
      book.answeredMeasured += nanos >= book.beginNanos && nanos < book.endNanos ? 1 : 0;
    } else {
      book.refused++;
      complain("HTTP status " + status);
    }
    if (closes) {
      reconnect(connection);
    } else {
      release(connection);
    }
  }

  // --- What goes out

  private void release(Connection connection) {
    connection.isBusy = false;
    if (connection.end.kind == End.Kind.HTTP) {
      (options.text("mode", "").equals("flood") ? free : freeForSender).add(connection);
    }
  }

  /** An HTTP connection that waits for no answer; null when there is none. */
  Connection free() {
    return free.poll();
  }

  /** As the other, for a thread of its own, which waits for one. */
  Connection awaitFree() throws InterruptedException, IOException {
    Connection connection = freeForSender.poll(5, TimeUnit.SECONDS);
    if (connection == null) {
      throw new IOException("no HTTP answer for 5 s");
    }
    return connection;
  }

  void send(Connection connection, byte[] bytes, int length) {
    try {
      connection.isBusy = true;
      connection.send(bytes, length);
    } catch (IOException e) {
      lost(connection, e);
    }
  }

  /** Serves until everything came back, or for so long. */
  void drain(double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (!isComplete() && System.nanoTime() < end) {
      serve(5);
    }
  }

  private boolean isComplete() {
    if (countsAcks) {
      return book.answered + book.refused >= book.sent;
    }
    return book.byNewest ? book.seen() >= book.sent : book.delivered >= book.sent * watching();
  }

  void into(Report report) {
    report.put("pages", pages.length);
    report.put("nodes", nodes.length);
    report.put("sent", book.sent);
    report.put("delivered", book.delivered);
    report.put("lost", lost());
    report.put("refused", book.refused);
    report.put("closed", closed);
    report.put("reconnects", reconnects);
    report.put("repeated", book.repeated);
    report.put("strange", book.strange);
    report.put("dropped_by_hub", book.droppedByHub);
    report.put("frame_bytes", book.frames == 0 ? 0 : book.frameBytes / book.frames);
    long[] each = new long[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      each[i] = nodes[i].sent;
    }
    report.put("sent_each", each);
  }

  private long lost() {
    if (countsAcks) {
      return book.sent - book.answered;
    }
    return book.byNewest ? book.sent - book.seen() : book.sent * watching() - book.delivered;
  }
}
