package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kymata.hostmetrics.RecordedMachines.metric;
import static org.kymata.hostmetrics.RecordedMachines.write;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpSamplerTest {
  private static final String HEADING = "  sl  local_address rem_address   st tx_queue\n";
  private static final List<String> STATES =
      List.of(
          "established",
          "syn_sent",
          "syn_recv",
          "fin_wait1",
          "fin_wait2",
          "time_wait",
          "close",
          "close_wait",
          "last_ack",
          "listen",
          "closing");

  @TempDir private Path root;

  private static String line(String state) {
    return "   0: 0100007F:1F90 00000000:0000 " + state + " 00000000:00000000 00:00000000\n";
  }

  private SnapshotBuilder sample() {
    SnapshotBuilder snapshot = RecordedMachines.snapshotBuilder(0);
    new TcpSampler(RecordedMachines.at(root)).sample(snapshot);
    return snapshot;
  }

  @ParameterizedTest
  @CsvSource({
    "01, established",
    "02, syn_sent",
    "03, syn_recv",
    "04, fin_wait1",
    "05, fin_wait2",
    "06, time_wait",
    "07, close",
    "08, close_wait",
    "09, last_ack",
    "0A, listen",
    "0B, closing",
    "0C, syn_recv"
  })
  void everyStateOfTheKernelHasItsName(String number, String state) {
    write(root, "proc/net/tcp", HEADING + line(number));
    SnapshotBuilder snapshot = sample();
    for (String each : STATES) {
      double expected = each.equals(state) ? 1 : 0;
      assertEquals(OptionalDouble.of(expected), metric(snapshot, "tcp/" + each), each);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "   0: a b\n",
        "x y z",
        "   0: a b ZZ c\n",
        "   0: a b FF c\n",
        "   0: a b 00 c"
      })
  void lineThatCannotBeReadIsNotCounted(String line) {
    write(root, "proc/net/tcp", HEADING + line);
    SnapshotBuilder snapshot = sample();
    for (String state : STATES) {
      assertEquals(OptionalDouble.of(0), metric(snapshot, "tcp/" + state), state);
    }
  }

  @Test
  void tableIsCountedWhereverItIsCutIntoPieces() {
    byte[] table =
        (HEADING + line("01") + line("0A") + line("06")).getBytes(StandardCharsets.US_ASCII);
    for (int cut = 0; cut <= table.length; cut++) {
      TcpSampler.Counter counter = new TcpSampler.Counter();
      counter.beginTable();
      counter.accept(java.util.Arrays.copyOfRange(table, 0, cut), cut);
      counter.accept(java.util.Arrays.copyOfRange(table, cut, table.length), table.length - cut);
      assertEquals(
          List.of(1L, 1L, 1L),
          List.of(counter.byState[0], counter.byState[9], counter.byState[5]),
          "cut at " + cut);
    }
  }

  @Test
  void bothVersionsOfTheProtocolCountTogether() {
    write(root, "proc/net/tcp", HEADING + line("01"));
    write(root, "proc/net/tcp6", HEADING + line("01") + line("0A"));
    SnapshotBuilder snapshot = sample();
    assertEquals(OptionalDouble.of(2), metric(snapshot, "tcp/established"));
    assertEquals(OptionalDouble.of(1), metric(snapshot, "tcp/listen"));
  }

  @Test
  void machineWithoutTheTableReportsAMissingMetric() {
    HostSnapshot snapshot = sample().build();
    assertEquals(Map.of(), snapshot.metrics());
    assertEquals(
        List.of(new MissingMetric("tcp", "there is no /proc/net/tcp")), snapshot.facts().missing());
  }

  @Test
  void moreConnectionsThanCanBeReadAreNotShownInPart() {
    String many = line("01").repeat((int) (TcpSampler.MAX_BYTES / line("01").length()) + 200);
    write(root, "proc/net/tcp", HEADING + many);
    HostSnapshot snapshot = sample().build();
    assertEquals(Map.of(), snapshot.metrics());
    assertEquals("tcp", snapshot.facts().missing().get(0).metric());
  }
}
