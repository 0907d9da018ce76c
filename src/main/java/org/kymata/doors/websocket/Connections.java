package org.kymata.doors.websocket;

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
import org.kymata.platform.StraightWires;
import org.kymata.platform.TextWire;
import org.kymata.platform.metrics.MetricSink;
import org.kymata.platform.metrics.MetricSource;

/**
 * The TCP connections of open WebSockets, by which either is ended a while after the other: neither
 * Payara nor Tyrus always does (ADR 11).
 */
@ApplicationScoped
public class Connections implements MetricSource, StraightWires {

  /** The parameter of a handshake, and so of its session, that says which connection is its. */
  static final String PARAMETER = "kymata.connection";

  private static final Logger LOG = System.getLogger(Connections.class.getName());

  // What a client has not taken by then, the reason why it was closed among it, it never takes.
  private static final long GRACE_SECONDS = 10;

  private final Map<String, GrizzlyConnection> open = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicBoolean complained = new AtomicBoolean();
  private final TextFrames frames = new TextFrames();
  private final LongAdder straight = new LongAdder();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Connections::thread, new ThreadPoolExecutor.DiscardPolicy());

  @Inject private HttpConnections http;

  /** For CDI. */
  public Connections() {
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kymata-socket-ends");
    thread.setDaemon(true);
    return thread;
  }

  /** A number for the next connection. */
  String number() {
    return String.valueOf(numbers.incrementAndGet());
  }

  /**
   * Notes the connection of a socket until it ends.
   *
   * @throws ReflectiveOperationException when this is not the server that we know
   */
  void opened(String number, GrizzlyConnection connection) throws ReflectiveOperationException {
    open.put(number, connection);
    connection.whenClosed(() -> open.remove(number));
  }

  @Override
  public Optional<TextWire> to(Session session) {
    List<String> number = session.getRequestParameterMap().get(PARAMETER);
    GrizzlyConnection connection = number == null ? null : open.get(number.get(0));
    if (connection == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new GrizzlyWire(connection.output(), frames, straight));
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (complained.compareAndSet(false, true)) {
        LOG.log(Level.INFO, "Pages are served the longer way here: {0}", e.toString());
      }
      return Optional.empty();
    }
  }

  /** Takes note of frames that wait to be sent over a socket, by their length, or wait no more. */
  public IntConsumer unsent(Session session) {
    return connection(session).<IntConsumer>map(each -> each::unsent).orElse(length -> {});
  }

  /** A node that was adopted, or a page, uses this socket. */
  public void known(Session session) {
    connection(session).ifPresent(each -> each.client().known());
  }

  private Optional<HttpConnection> connection(Session session) {
    List<String> number = session.getRequestParameterMap().get(PARAMETER);
    GrizzlyConnection connection = number == null ? null : open.get(number.get(0));
    return connection == null ? Optional.empty() : http.of(connection);
  }

  @Override
  public void tell(MetricSink sink) {
    sink.counter(
        "kymata_straight_frames_total",
        "Frames written to pages past the servlet container.",
        straight.sum());
  }

  /** Ends the connection of a socket that was closed, unless it ends by itself. */
  public void closed(Session session) {
    List<String> number = session.getRequestParameterMap().get(PARAMETER);
    if (number != null && open.containsKey(number.get(0))) {
      later(GRACE_SECONDS, () -> terminate(number.get(0)));
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
  void later(long seconds, Runnable task) {
    timer.schedule(task, seconds, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }
}
