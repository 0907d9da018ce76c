package org.kymata.vitals;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import oshi.hardware.NetworkIF;
import oshi.spi.SystemInfoProvider;

/**
 * Byte counters of the network interfaces since each came up.
 *
 * <p>On Linux one read of {@code /proc/net/dev}: OSHI reads 13 files an interface and, as Java,
 * does not see interfaces without an address (bridge ports, CAN). Elsewhere OSHI, its list made
 * anew every 10 s.
 */
final class NetworkCounters {
  private static final long RELIST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int RECEIVED_FIELD = 0;
  private static final int SENT_FIELD = 8;

  /**
   * What has gone through an interface.
   *
   * @param receivedBytes in
   * @param sentBytes out
   */
  record Bytes(long receivedBytes, long sentBytes) {}

  private final SystemInfoProvider machine;
  private final Path table;
  private List<NetworkIF> interfaces = List.of();
  private boolean listed;
  private long listedAtNanos;

  NetworkCounters(SystemInfoProvider machine) {
    this(machine, Path.of("/proc/net/dev"));
  }

  NetworkCounters(SystemInfoProvider machine, Path table) {
    this.machine = machine;
    this.table = table;
  }

  /** The counters now, by interface name, in the system's order, without the loopback. */
  Map<String, Bytes> read() {
    try {
      return parse(Files.readAllLines(table, StandardCharsets.ISO_8859_1));
    } catch (IOException notLinux) {
      return ask(System.nanoTime());
    }
  }

  /**
   * Counters out of Linux's table, see proc_pid_net(5); lines it cannot read are left out.
   *
   * @param lines two of heading, then {@code name: 8 numbers received, 8 numbers sent}
   */
  static Map<String, Bytes> parse(List<String> lines) {
    Map<String, Bytes> counters = new LinkedHashMap<>();
    for (String line : lines) {
      int colon = line.lastIndexOf(':');
      String[] fields = line.substring(colon + 1).trim().split("\\s+");
      if (colon < 1 || fields.length <= SENT_FIELD) {
        continue;
      }
      String name = line.substring(0, colon).trim();
      try {
        long received = Long.parseLong(fields[RECEIVED_FIELD]);
        long sent = Long.parseLong(fields[SENT_FIELD]);
        if (!name.equals("lo")) {
          counters.put(name, new Bytes(received, sent));
        }
      } catch (NumberFormatException e) {
        continue;
      }
    }
    return counters;
  }

  private Map<String, Bytes> ask(long nowNanos) {
    if (!listed || nowNanos - listedAtNanos >= RELIST_NANOS) {
      interfaces =
          machine.getHardware().getNetworkIFs(true).stream()
              .filter(network -> !isLoopback(network))
              .toList();
      listedAtNanos = nowNanos;
      listed = true;
    }
    Map<String, Bytes> counters = new LinkedHashMap<>();
    for (NetworkIF network : interfaces) {
      if (network.updateAttributes()) {
        counters.put(network.getName(), new Bytes(network.getBytesRecv(), network.getBytesSent()));
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
