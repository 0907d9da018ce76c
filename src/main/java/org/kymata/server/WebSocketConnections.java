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
 * The TCP connections of open WebSockets, by which either is ended a while after the other: neither
 * Payara nor Tyrus always does (ADR 11).
 */
@ApplicationScoped
public class WebSocketConnections implements MetricSource, DirectFrameWriter {

  /** The parameter of a handshake, and so of its session, that says which connection is its. */
  static final String CONNECTION_PARAMETER = "kymata.connection";

  private static final Logger LOG = System.getLogger(WebSocketConnections.class.getName());

  // What a client has not taken by then, the reason why it was closed among it, it never takes.
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

  /** A number for the next connection. */
  String nextId() {
    return String.valueOf(ids.incrementAndGet());
  }

  /**
   * Notes the connection of a socket until it ends.
   *
   * @throws ReflectiveOperationException when this is not the server that we know
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
        LOG.log(Level.INFO, "Pages are served the longer way here: {0}", e.toString());
      }
      return Optional.empty();
    }
  }

  /** Takes note of frames that wait to be sent over a socket, by their length, or wait no more. */
  public IntConsumer unsentByteCounter(Session session) {
    return connection(session).<IntConsumer>map(each -> each::unsentFrame).orElse(length -> {});
  }

  /** A node that was adopted, or a page, uses this socket. */
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
        "Frames written to pages past the servlet container.",
        directFrames.sum());
  }

  /** Ends the connection of a socket that was closed, unless it ends by itself. */
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

  /** Runs something short, unless the hub ends before. */
  void schedule(long seconds, Runnable task) {
    timer.schedule(task, seconds, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }
}
