package org.kymata.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.platform.Names;
import org.kymata.vitals.VitalsSample.Network;

class VitalsMetricsTest {
  static Stream<Arguments> mountNames() {
    return Stream.of(
        Arguments.of("", List.of("root")),
        Arguments.of("/mnt/\ud83c\udfb5\n\t", List.of("mnt/___")),
        Arguments.of("/" + "a".repeat(199), List.of("a".repeat(53))),
        // The cut at 53 would halve the last letter, which is two chars long.
        Arguments.of("/" + "a".repeat(52) + "\ud835\udc00\ud835\udc00", List.of("a".repeat(52))),
        Arguments.of("/", List.of("root")),
        Arguments.of("/mnt/usb stick", List.of("mnt/usb_stick")),
        Arguments.of("/mnt/donn\u00e9es", List.of("mnt/donn\u00e9es")),
        Arguments.of("C:\\", List.of("C__")),
        Arguments.of("/|/root", List.of("root", "root_2")),
        Arguments.of("/a b|/a_b|/a:b", List.of("a_b", "a_b_2", "a_b_3")),
        Arguments.of(
            "/" + "a".repeat(60) + "|/" + "a".repeat(61),
            List.of("a".repeat(53), "a".repeat(51) + "_2")),
        Arguments.of("/x|/x/used|/x/total", List.of("x", "x/used_2", "x/total_2")));
  }

  @ParameterizedTest
  @MethodSource("mountNames")
  void mountPointBecomesAValidNameOfItsOwn(String mounts, List<String> expected) {
    List<Measurement> measurements = VitalsMetrics.of(Samples.withDisks(mounts.split("\\|")));
    assertValidAndUnique(measurements);
    assertEquals(
        expected.stream()
            .flatMap(name -> Stream.of("", "/used", "/total").map(end -> "disk/" + name + end))
            .toList(),
        names(measurements));
  }

  @Test
  void interfaceBecomesAValidNameOfItsOwn() {
    List<Measurement> measurements =
        VitalsMetrics.of(Samples.withNetworks("eth0", "eth0:1", "eth0_1", "x".repeat(200)));
    assertValidAndUnique(measurements);
    assertEquals("net/eth0_1/in", measurements.get(2).metric());
    assertEquals("net/eth0_1_2/in", measurements.get(4).metric());
  }

  @Test
  void machineThatTellsNothingHasNoMeasurements() {
    assertEquals(List.of(), VitalsMetrics.of(Samples.empty()));
  }

  @Test
  void absentRateIsLeftOutAndDoesNotRenameTheNextInterface() {
    VitalsSample sample =
        new VitalsSample(
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(
                new Network("a:b", OptionalDouble.empty(), OptionalDouble.empty()),
                new Network("a;b", OptionalDouble.of(1), OptionalDouble.empty())));
    assertEquals(List.of(new Measurement("net/a_b_2/in", 1, "B/s")), VitalsMetrics.of(sample));
  }

  @Test
  void everyNumberHasTheNameAndUnitOfTheProtocol() {
    assertEquals(
        List.of(
            new Measurement("cpu", 12.5, "%"),
            new Measurement("cpu/core0", 10, "%"),
            new Measurement("cpu/core1", 15, "%"),
            new Measurement("cpu/core2", 12, "%"),
            new Measurement("cpu/core3", 13, "%"),
            new Measurement("load/1m", 0.52, ""),
            new Measurement("load/5m", 0.4, ""),
            new Measurement("load/15m", 0.35, ""),
            new Measurement("memory", 32.4, "%"),
            new Measurement("memory/used", 1331691520, "B"),
            new Measurement("memory/total", 4112445440.0, "B"),
            new Measurement("memory/available", 2780753920.0, "B"),
            new Measurement("swap/used", 0, "B"),
            new Measurement("swap/total", 0, "B"),
            new Measurement("disk/root", 25.8, "%"),
            new Measurement("disk/root/used", 8000000000.0, "B"),
            new Measurement("disk/root/total", 31000000000.0, "B"),
            new Measurement("net/eth0/in", 15200000, "B/s"),
            new Measurement("net/eth0/out", 730, "B/s"),
            new Measurement("uptime", 219327, "s")),
        VitalsMetrics.of(Samples.full()));
  }

  private static void assertValidAndUnique(List<Measurement> measurements) {
    List<String> names = names(measurements);
    assertEquals(names.size(), names.stream().distinct().count(), "unique");
    String[] invalid = names.stream().filter(name -> !Names.isValid(name)).toArray(String[]::new);
    assertTrue(invalid.length == 0, () -> "invalid: " + Arrays.toString(invalid));
  }

  private static List<String> names(List<Measurement> measurements) {
    return measurements.stream().map(Measurement::metric).toList();
  }
}
