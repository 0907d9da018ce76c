package org.kymata.connections;

import com.sun.management.UnixOperatingSystemMXBean;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.kymata.config.Settings;
import org.kymata.connections.ConnectionBudget.Reason;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.time.MonotonicClock;
import org.kymata.time.MonotonicScheduler;

/** The limits of connections on all ports together (ADR 24). Thread-safe. */
@ApplicationScoped
public class ConnectionLimits implements MetricSource {

  private static final double SHARE_OF_HEAP = 0.2;
  private static final int MAX_OPEN = 1_000_000;

  // The memory for the hub itself, with a reserve for bodies and queries.
  private static final long RESERVED_BYTES = 140L << 20;
  private static final long MIN_BYTES = 16L << 20;

  @Inject private Settings settings;
  @Inject private MonotonicScheduler scheduler;

  private ConnectionBudget budget;
  private int maxPerClient;

  @PostConstruct
  void start() {
    maxPerClient = settings.maxConnectionsPerClient();
    budget =
        new ConnectionBudget(
            budgetBytes(Runtime.getRuntime().maxMemory()),
            maxOpen(),
            maxPerClient,
            from -> from.isLoopbackAddress() || settings.trustedProxies().contains(from),
            MonotonicClock::millis);
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(1), budget::closeUnfinished);
  }

  /** The file limit of the process, less what the hub itself needs. */
  private static int maxOpen() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : MAX_OPEN;
    return (int) Math.min(MAX_OPEN, Math.max(files / 2, files - 2_000));
  }

  /** The budget for connections, in bytes, of a heap of this size. */
  static long budgetBytes(long heapBytes) {
    long share = (long) (heapBytes * SHARE_OF_HEAP);
    return Math.max(MIN_BYTES, Math.min(share, heapBytes - RESERVED_BYTES));
  }

  /**
   * Limits without metrics or timers, for tests.
   *
   * @param maxBytes the budget for all connections
   * @param maxPerClient the most connections of one address or node
   */
  public static ConnectionLimits of(long maxBytes, int maxPerClient) {
    ConnectionLimits limits = new ConnectionLimits();
    limits.maxPerClient = maxPerClient;
    limits.budget =
        new ConnectionBudget(
            maxBytes,
            MAX_OPEN,
            maxPerClient,
            InetAddress::isLoopbackAddress,
            MonotonicClock::millis);
    return limits;
  }

  /**
   * Registers an accepted connection.
   *
   * @param close closes the connection; any thread may call it, and it must not block
   * @return the object to report to; empty when the transport must close the connection at once
   */
  public Optional<ClientConnection> open(InetAddress from, ConnectionKind kind, Runnable close) {
    return budget.open(from, kind, close);
  }

  /** The most connections of one node or of one address. */
  public int maxPerClient() {
    return maxPerClient;
  }

  /** How many connections were refused or closed by a limit since the start. */
  public long closedCount() {
    long all = 0;
    for (Reason reason : Reason.values()) {
      all += budget.closedCount(reason);
    }
    return all;
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    budget
        .openByKind()
        .forEach(
            (kind, count) ->
                sink.gauge(
                    "kymata_client_connections",
                    "Open connections of clients, by how they are used.",
                    count,
                    "kind",
                    kind.wireName()));
    sink.gauge(
        "kymata_client_connections_bytes",
        "Heap that connections take with what they did not finish, as reckoned (ADR 24).",
        budget.usedBytes());
    sink.gauge(
        "kymata_client_connections_max_bytes",
        "The maximum heap for client connections.",
        budget.maxBytes());
    for (Reason reason : Reason.values()) {
      sink.counter(
          "kymata_client_connections_closed_total",
          "Connections that were refused or closed for a limit.",
          budget.closedCount(reason),
          "reason",
          reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }
}
