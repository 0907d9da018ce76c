package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kymata.hostmetrics.RecordedMachines.metric;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSamplerTest {
  private final CpuSampler sampler = new CpuSampler(null);
  private int second;

  private HostSnapshot since(String stat) {
    SnapshotBuilder snapshot = RecordedMachines.snapshotBuilder(second++);
    sampler.addShares(CpuSampler.parse(stat), snapshot);
    return snapshot.build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cpu",
        "cpu ",
        "cpu  1 2 3",
        "cpu 1 2 3 -4 5 6 7 8",
        "cpu 0 0 0 0 0 0 0 0",
        "cpu 1 2 3 x 5 6 7 8",
        "intr 1 2 3",
        "cpu 1 2 3 99999999999999999999 5 6 7 8"
      })
  void lineThatCannotBeReadIsLeftOut(String stat) {
    assertEquals(Map.of(), CpuSampler.parse(stat));
  }

  @Test
  void linesEndWhereOtherThingsBegin() {
    Map<String, long[]> ticks =
        CpuSampler.parse(
            "cpu  2 0 0 2 0 0 0 0 0 0\ncpu0 1 0 0 1 0 0 0 0\ncpu2 1 0 0 1 0 0 0 0\nintr 5");
    assertEquals(Set.of("cpu", "cpu0", "cpu2"), ticks.keySet());
    assertArrayEquals(new long[] {1, 0, 0, 1, 0, 0, 0, 0}, ticks.get("cpu2"));
  }

  @Test
  void coresAreBounded() {
    StringBuilder stat = new StringBuilder();
    for (int core = 0; core < 10_000; core++) {
      stat.append("cpu").append(core).append(" 1 1 1 1 1 1 1 1\n");
    }
    assertEquals(CpuSampler.MAX_CORES + 1, CpuSampler.parse(stat.toString()).size());
  }

  @Test
  void firstLookHasNoUse() {
    assertEquals(Map.of(), since("cpu 1 1 1 1 1 1 1 1\n").metrics());
  }

  @Test
  void useIsWhatIsNeitherIdleNorWaitingForDisks() {
    since("cpu 0 0 0 100 0 0 0 0\ncpu0 0 0 0 100 0 0 0 0\n");
    HostSnapshot snapshot = since("cpu 10 5 20 140 10 3 2 10\ncpu0 10 5 20 140 10 3 2 10\n");
    assertEquals(
        Map.of(
            "cpu",
            50.0,
            "cpu/user",
            15.0,
            "cpu/system",
            25.0,
            "cpu/iowait",
            10.0,
            "cpu/steal",
            10.0,
            "cpu/idle",
            40.0,
            "cpu/core0",
            50.0),
        snapshot.metrics());
    assertEquals(1, snapshot.facts().cores());
  }

  @Test
  void coreThatIsSwitchedOffLeavesTheOthersTheirNumbers() {
    since(
        "cpu 1 0 0 1 0 0 0 0\ncpu0 1 0 0 1 0 0 0 0\ncpu1 1 0 0 1 0 0 0 0\ncpu2 1 0 0 1 0 0 0 0\n");
    HostSnapshot snapshot =
        since("cpu 2 0 0 2 0 0 0 0\ncpu0 2 0 0 2 0 0 0 0\ncpu2 1 0 0 2 0 0 0 0\n");
    assertEquals(OptionalDouble.of(50), metric(snapshot, "cpu/core0"));
    assertEquals(OptionalDouble.empty(), metric(snapshot, "cpu/core1"));
    assertEquals(OptionalDouble.of(0), metric(snapshot, "cpu/core2"));
  }

  @Test
  void counterThatWentBackIsAGapAndNoSpike() {
    since("cpu 900 0 0 900 50 0 0 0\n");
    assertEquals(Map.of(), since("cpu 910 0 0 910 49 0 0 0\n").metrics());
    HostSnapshot next = since("cpu 920 0 0 920 49 0 0 0\n");
    assertEquals(OptionalDouble.of(50), metric(next, "cpu"));
  }

  @Test
  void countersSetAnewAreNotMeasuredFrom() {
    since("cpu 900 0 0 900 0 0 0 0\n");
    assertEquals(Map.of(), since("cpu 10 0 0 10 0 0 0 0\n").metrics());
    assertEquals(Map.of(), since("cpu 20 0 0 20 0 0 0 0\n").metrics());
    assertEquals(OptionalDouble.of(50), metric(since("cpu 30 0 0 30 0 0 0 0\n"), "cpu"));
  }
}
