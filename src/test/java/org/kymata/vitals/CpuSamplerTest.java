package org.kymata.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.vitals.CpuSampler.Ticks;
import org.kymata.vitals.CpuSampler.Use;

class CpuSamplerTest {
  private final CpuSampler sampler = new CpuSampler(null);

  static Stream<Arguments> looksWithoutUse() {
    return Stream.of(
        Arguments.of("no cores", List.of(), List.of()),
        Arguments.of("first look", List.of(), List.of(new Ticks(1, 1))),
        Arguments.of("failed read", List.of(new Ticks(1, 1)), List.of()),
        Arguments.of(
            "another core", List.of(new Ticks(1, 1)), List.of(new Ticks(2, 2), new Ticks(3, 3))),
        Arguments.of("no time", List.of(new Ticks(5, 5)), List.of(new Ticks(5, 5))),
        Arguments.of("busy went back", List.of(new Ticks(5, 5)), List.of(new Ticks(4, 50))),
        Arguments.of("idle went back", List.of(new Ticks(5, 5)), List.of(new Ticks(50, 4))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("looksWithoutUse")
  void nothingToCompareMeansNoUse(String reason, List<Ticks> before, List<Ticks> now) {
    assertEquals(Optional.empty(), CpuSampler.between(before, now), reason);
  }

  @Test
  void useIsBusyTimeOverAllTime() {
    Use use =
        CpuSampler.between(
                List.of(new Ticks(100, 1000), new Ticks(200, 1000)),
                List.of(new Ticks(125, 1075), new Ticks(300, 1000)))
            .orElseThrow();
    assertEquals(List.of(25.0, 100.0), use.perCorePercent());
    assertEquals(62.5, use.allPercent());
  }

  @Test
  void waitingForDisksIsIdleAndTimeTakenByTheHypervisorIsNot() {
    Ticks ticks = Ticks.of(new long[] {1, 2, 4, 100, 200, 8, 16, 32});
    assertEquals(new Ticks(63, 300), ticks);
  }

  @Test
  void switchedOffCoreIsLeftOut() {
    sampler.since(new long[][] {core(0, 100), core(0, 0)});
    Use use = sampler.since(new long[][] {core(50, 150), core(0, 0)}).orElseThrow();
    assertEquals(List.of(50.0), use.perCorePercent());
  }

  @Test
  void failedReadIsNotFollowedByTheMeanSinceBoot() {
    sampler.since(new long[][] {core(900, 100)});
    assertTrue(sampler.since(new long[][] {core(0, 0)}).isEmpty());
    assertTrue(sampler.since(new long[][] {core(900, 300)}).isEmpty());
    assertEquals(0.0, sampler.since(new long[][] {core(900, 400)}).orElseThrow().allPercent());
  }

  @Test
  void resetCountersAreNotMeasuredFrom() {
    sampler.since(new long[][] {core(900, 900)});
    assertTrue(sampler.since(new long[][] {core(10, 10)}).isEmpty());
    assertTrue(sampler.since(new long[][] {core(20, 20)}).isEmpty());
    assertEquals(50.0, sampler.since(new long[][] {core(30, 30)}).orElseThrow().allPercent());
  }

  private static long[] core(long user, long idle) {
    return new long[] {user, 0, 0, idle, 0, 0, 0, 0};
  }
}
