import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Pages that only watch, on a thread of their own: how many frames they get, and for how long none came. */
final class Watchers extends Thread implements Inbound.Taker {

  private static final long PING_NANOS = 10_000_000_000L;

  private final Connection[] pages;
  private final End end;
  private final Selector selector = Selector.open();
  private final Inbound inbound = new Inbound(this);
  private long lastFrame = System.nanoTime();
  volatile long frames;
  volatile long closed;
  volatile long longestSilenceNanos;
  private volatile boolean isStopping;

  Watchers(End end, int count) throws IOException {
    super("watchers");
    this.end = end;
    pages = new Connection[count];
    for (int i = 0; i < count; i++) {
      open(i);
    }
    setDaemon(true);
  }

  private void open(int i) throws IOException {
    pages[i] = new Connection(end, true, i);
    pages[i].connect(0);
    pages[i].register(selector);
  }

  @Override
  public void run() {
    long ping = System.nanoTime() + PING_NANOS;
    try {
      while (!isStopping) {
        selector.select(this::ready, 100);
        if (System.nanoTime() > ping) {
          ping += PING_NANOS;
          ping();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void ping() {
    for (Connection page : pages) {
      try {
        page.ping();
      } catch (IOException e) {
        again(page, e);
      }
    }
  }

  private void ready(SelectionKey key) {
    Connection page = (Connection) key.attachment();
    try {
      if (key.isValid() && key.isWritable()) {
        page.flush();
      }
      if (key.isValid() && key.isReadable()) {
        inbound.read(page);
      }
    } catch (IOException e) {
      again(page, e);
    }
  }

  /** As a page does: it comes back. */
  private void again(Connection page, IOException reason) {
    page.close();
    if (isStopping) {
      return;
    }
    if (closed++ < 3) {
      System.err.println("page " + page.index + ": " + reason.getMessage());
    }
    try {
      open(page.index);
    } catch (IOException e) {
      System.err.println("page " + page.index + " could not come back: " + e.getMessage());
    }
  }

  @Override
  public void payload(Connection page, byte[] bytes, int from, int to, long nanos) {
    frames++;
    longestSilenceNanos = Math.max(longestSilenceNanos, nanos - lastFrame);
    lastFrame = nanos;
  }

  @Override
  public void answer(Connection page, int status, boolean closes, long nanos) {
    throw new IllegalStateException("a page gets frames");
  }

  void close() {
    isStopping = true;
    for (Connection page : pages) {
      page.close();
    }
  }
}
