package org.kymata.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kymata.vitals.NetworkCounters.Bytes;
import org.kymata.vitals.VitalsSample.Network;

class RatesTest {
  private static final long SECOND = 1_000_000_000L;

  private final NetworkSampler sampler = new NetworkSampler((NetworkCounters) null);

  @ParameterizedTest
  @CsvSource({
    "1000, 2000, 0",
    "1000, 2000, -1000000000",
    "1000, 999, 1000000000",
    "9223372036854775807, 0, 1000000000"
  })
  void rateWithoutTimeOrWithCounterGoneBackIsAbsent(long before, long now, long elapsedNanos) {
    assertTrue(NetworkSampler.bytesPerSecond(before, now, elapsedNanos).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1000, 1000000000, 0.0",
    "1000, 2000, 1000000000, 1000.0",
    "1000, 2000, 500000000, 2000.0",
    "0, 125000000, 1000000000, 125000000.0",
    "0, 10, 4000000000, 2.5"
  })
  void rateIsBytesOverSeconds(long before, long now, long elapsedNanos, double expected) {
    assertEquals(
        expected, NetworkSampler.bytesPerSecond(before, now, elapsedNanos).getAsDouble(), 1e-9);
  }

  @Test
  void interfaceSeenForTheFirstTimeHasNoRates() {
    Network first = sampler.since(eth0(500, 300), 0).get(0);
    assertEquals(new Network("eth0", OptionalDouble.empty(), OptionalDouble.empty()), first);
  }

  @Test
  void interfacePluggedInLaterStartsAnew() {
    sampler.since(eth0(500, 300), 0);
    List<Network> second =
        sampler.since(Map.of("eth0", new Bytes(600, 300), "usb0", new Bytes(9_000, 9_000)), SECOND);
    assertEquals(OptionalDouble.of(100), rateIn(second, "eth0"));
    assertEquals(OptionalDouble.empty(), rateIn(second, "usb0"));
  }

  @Test
  void interfaceThatWasAwayForASampleStartsAnew() {
    sampler.since(eth0(500, 300), 0);
    sampler.since(Map.of(), SECOND);
    assertEquals(OptionalDouble.empty(), rateIn(sampler.since(eth0(900, 300), 2 * SECOND), "eth0"));
  }

  @Test
  void failedReadIsNeitherARateNorFollowedByASpike() {
    sampler.since(eth0(5_000_000, 300), 0);
    List<Network> failed = sampler.since(eth0(0, 0), SECOND);
    List<Network> next = sampler.since(eth0(5_000_100, 400), 2 * SECOND);
    List<Network> healthy = sampler.since(eth0(5_000_200, 500), 3 * SECOND);
    assertEquals(OptionalDouble.empty(), rateIn(failed, "eth0"));
    assertEquals(OptionalDouble.empty(), rateIn(next, "eth0"));
    assertEquals(OptionalDouble.of(100), rateIn(healthy, "eth0"));
  }

  @Test
  void interfacesOfContainersAreCutOffFirst() {
    Map<String, Bytes> many = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      many.put("veth" + i, new Bytes(1, 1));
    }
    many.put("eth0", new Bytes(1, 1));
    List<Network> networks = sampler.since(many, 0);
    assertEquals(NetworkSampler.MAX_NETWORKS, networks.size());
    assertEquals("eth0", networks.get(0).name());
  }

  @Test
  void tableOfInterfacesIsReadWithoutLoopbackAndWithoutBrokenLines() {
    Map<String, Bytes> counters =
        NetworkCounters.parse(
            List.of(
                "Inter-|   Receive                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes",
                "",
                ": 1 2 3 4 5 6 7 8 9 10",
                "short: 1 2 3",
                "text: a 0 0 0 0 0 0 0 b 0 0 0 0 0 0 0",
                "    lo:    3193  29 0 0 0 0 0 0 3193 29 0 0 0 0 0 0",
                "  eth0: 264803441    7274    0    0    0     0 0 0   389153    5133 0 0 0 0 0 0",
                "wlan0:17 1 0 0 0 0 0 0 19 1 0 0 0 0 0 0"));
    assertEquals(
        Map.of("eth0", new Bytes(264803441, 389153), "wlan0", new Bytes(17, 19)), counters);
  }

  private static Map<String, Bytes> eth0(long received, long sent) {
    return Map.of("eth0", new Bytes(received, sent));
  }

  private static OptionalDouble rateIn(List<Network> networks, String name) {
    return networks.stream()
        .filter(network -> network.name().equals(name))
        .findFirst()
        .orElseThrow()
        .receivedBytesPerSecond();
  }
}
