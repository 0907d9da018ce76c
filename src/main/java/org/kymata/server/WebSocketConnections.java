package org.kymata.server;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;

/**
 * The TCP connections of open WebSockets. When one of the two ends, the other is ended shortly
 * after: neither Payara nor Tyrus always does so (ADR 11).
 */
@ApplicationScoped
public class WebSocketConnections implements MetricSource, DirectFrameWriter {

  /** The handshake parameter, and so the session parameter, that names its connection. */
  static final String CONNECTION_PARAMETER = "kymata.connection";

  private static final Logger LOG = System.getLogger(WebSocketConnections.class.getName());

  // After this time the client will not take what is unsent, the close frame included.
  private static final long GRACE_SECONDS = 10;

  private final Map<String, GrizzlyConnection> open = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final AtomicBoolean warned = new AtomicBoolean();
  private final TextFrameEncoder encoder = new TextFrameEncoder();
  private final LongAdder directFrames = new LongAdder();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, WebSocketConnections::thread, new ThreadPoolExecutor.DiscardPolicy());

  @Inject private HttpConnectionTracker http;

  /** For CDI. */
  public WebSocketConnections() {
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kymata-socket-ends");
    thread.setDaemon(true);
    return thread;
  }

  /** A name for the next connection. */
  String nextId() {
    return String.valueOf(ids.incrementAndGet());
  }

  /**
   * Records the connection of a socket until it ends.
   *
   * @throws ReflectiveOperationException when this server is not the one that this class knows
   */
  void register(String number, GrizzlyConnection connection) throws ReflectiveOperationException {
    open.put(number, connection);
    connection.onClose(() -> open.remove(number));
  }

  @Override
  public Optional<FrameWriter> forSession(Session session) {
    List<String> number = session.getRequestParameterMap().get(CONNECTION_PARAMETER);
    GrizzlyConnection connection = number == null ? null : open.get(number.get(0));
    if (connection == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new GrizzlyFrameWriter(connection.output(), encoder, directFrames));
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (warned.compareAndSet(false, true)) {
        LOG.log(
            Level.INFO,
            "Frames to pages take the slower path through the container: {0}",
            e.toString());
      }
      return Optional.empty();
    }
  }

  /**
   * Counts the unsent frames of a socket by their length: positive when queued, negative when sent.
   */
  public IntConsumer unsentByteCounter(Session session) {
    return connection(session).<IntConsumer>map(each -> each::unsentFrame).orElse(length -> {});
  }

  /** Marks the socket of an adopted node or of a page as one of a known client. */
  public void markKnown(Session session) {
    connection(session).ifPresent(each -> each.client().markKnown());
  }

  private Optional<TrackedHttpConnection> connection(Session session) {
    List<String> number = session.getRequestParameterMap().get(CONNECTION_PARAMETER);
    GrizzlyConnection connection = number == null ? null : open.get(number.get(0));
    return connection == null ? Optional.empty() : http.find(connection);
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.counter(
        "kymata_straight_frames_total",
        "Frames written to pages without the servlet container.",
        directFrames.sum());
  }

  /** Closes the connection of a closed socket, unless it closes by itself. */
  public void onSocketClosed(Session session) {
    List<String> number = session.getRequestParameterMap().get(CONNECTION_PARAMETER);
    if (number != null && open.containsKey(number.get(0))) {
      schedule(GRACE_SECONDS, () -> terminate(number.get(0)));
    }
  }

  private void terminate(String number) {
    GrizzlyConnection connection = open.remove(number);
    if (connection != null) {
      try {
        connection.terminate();
      } catch (ReflectiveOperationException e) {
        LOG.log(Level.DEBUG, "a connection could not be ended", e);
      }
    }
  }

  /** Runs a short task later, unless the hub stops before. */
  void schedule(long seconds, Runnable task) {
    timer.schedule(task, seconds, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }
}
