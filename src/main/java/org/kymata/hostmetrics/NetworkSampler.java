package org.kymata.hostmetrics;

import java.net.SocketException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kymata.hostmetrics.CounterDeltas.Delta;
import org.kymata.hostmetrics.HostFacts.Network;
import oshi.hardware.NetworkIF;

/**
 * Traffic of every network interface but the loopback: bytes, packets, errors and drops per second,
 * and total bytes.
 *
 * <p>On Linux it reads {@code /proc/net/dev} once: OSHI reads 13 files an interface and, like Java,
 * does not see interfaces without an address (bridge ports, CAN). Elsewhere it uses OSHI, and lists
 * the interfaces every 10 s.
 */
final class NetworkSampler {
  /** Further interfaces are left out, those of containers first. */
  static final int MAX_NETWORKS = 64;

  private static final String TABLE = "proc/net/dev";
  private static final long RELIST_NANOS = TimeUnit.SECONDS.toNanos(10);

  // The order of the counters of each interface: received, then sent.
  private static final List<String> RATES =
      List.of(
          "/in",
          "/packets_in",
          "/errors_in",
          "/drops_in",
          "/out",
          "/packets_out",
          "/errors_out",
          "/drops_out");
  private static final int EACH_WAY = 4;
  private static final int BYTES_IN = 0;
  private static final int BYTES_OUT = EACH_WAY;

  private final SystemSources sources;
  private final CounterDeltas deltas = new CounterDeltas();
  private final MetricNamer names =
      new MetricNamer(
          "net/", Stream.concat(RATES.stream(), Stream.of("/total_in", "/total_out")).toList());
  private List<NetworkIF> interfaces = List.of();
  private boolean listed;
  private long listedAtNanos;

  NetworkSampler(SystemSources machine) {
    this.sources = machine;
  }

  /** Adds the interfaces, and their rates since the previous call. */
  void sample(SnapshotBuilder snapshot) {
    if (!sources.isLinux()) {
      addRates(readFromOshi(snapshot.nanos()), snapshot);
      return;
    }
    Optional<String> table = sources.procFs().utf8Text(TABLE);
    if (table.isEmpty()) {
      snapshot.missing("net", sources.procFs().unreadableReason(TABLE));
    }
    addRates(parse(table.orElse("")), snapshot);
  }

  /** Adds interfaces, and their rates since the previous counters, by interface. */
  void addRates(Map<String, long[]> counters, SnapshotBuilder snapshot) {
    List<String> shown =
        counters.keySet().stream()
            .sorted(Comparator.comparing(name -> name.startsWith("veth")))
            .limit(MAX_NETWORKS)
            .toList();
    List<String> metrics = names.of(shown);
    Delta growth = deltas.update(counters, snapshot.nanos());
    Stream.Builder<Network> networks = Stream.builder();
    for (int i = 0; i < shown.size(); i++) {
      String name = shown.get(i);
      String metric = metrics.get(i);
      networks.add(new Network(metric, name));
      for (int rate = 0; rate < RATES.size(); rate++) {
        snapshot.rate(metric + RATES.get(rate), growth.perSecond(name, rate));
      }
      long[] now = counters.get(name);
      snapshot.count(metric + "/total_in", now[BYTES_IN]);
      snapshot.count(metric + "/total_out", now[BYTES_OUT]);
    }
    snapshot.networks = networks.build().toList();
  }

  /**
   * Parses Linux's table, see proc_pid_net(5); unreadable lines are left out.
   *
   * @param table two header lines, then {@code name: 8 numbers received, 8 numbers sent}; the first
   *     four of each are bytes, packets, errors and drops
   */
  static Map<String, long[]> parse(String table) {
    Map<String, long[]> counters = new LinkedHashMap<>();
    table
        .lines()
        .forEach(
            line -> {
              int colon = line.lastIndexOf(':');
              ProcFields fields = new ProcFields(line, colon + 1, line.length());
              long[] numbers = new long[2 * EACH_WAY];
              boolean good = colon > 0;
              for (int i = 0; i < numbers.length; i++) {
                numbers[i] = fields.skip(i == EACH_WAY ? EACH_WAY : 0).nextNumber();
                good &= numbers[i] >= 0;
              }
              String name = line.substring(0, Math.max(0, colon)).strip();
              if (good && !name.isEmpty() && !name.equals("lo")) {
                counters.put(name, numbers);
              }
            });
    return counters;
  }

  private Map<String, long[]> readFromOshi(long nowNanos) {
    if (!listed || nowNanos - listedAtNanos >= RELIST_NANOS) {
      interfaces =
          sources.oshi().getHardware().getNetworkIFs(true).stream()
              .filter(network -> !isLoopback(network))
              .toList();
      listedAtNanos = nowNanos;
      listed = true;
    }
    Map<String, long[]> counters = new LinkedHashMap<>();
    for (NetworkIF network : interfaces) {
      if (network.updateAttributes()) {
        counters.put(
            network.getName(),
            new long[] {
              network.getBytesRecv(),
              network.getPacketsRecv(),
              network.getInErrors(),
              network.getInDrops(),
              network.getBytesSent(),
              network.getPacketsSent(),
              network.getOutErrors(),
              -1
            });
      }
    }
    return counters;
  }

  private static boolean isLoopback(NetworkIF network) {
    try {
      return network.queryNetworkInterface().isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }
}
