package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.text.NameValidator;

class MetricNamerTest {
  private static final List<String> ENDINGS = List.of("", "/used", "/total");

  static Stream<Arguments> parts() {
    return Stream.of(
        Arguments.of("\ud83c\udfb5\n\t", List.of("___")),
        Arguments.of("a".repeat(199), List.of("a".repeat(53))),
        // A cut at 53 would halve the last character, which is a surrogate pair.
        Arguments.of("a".repeat(52) + "\ud835\udc00\ud835\udc00", List.of("a".repeat(52))),
        Arguments.of("mnt/usb stick", List.of("mnt/usb_stick")),
        Arguments.of("mnt/donn\u00e9es", List.of("mnt/donn\u00e9es")),
        Arguments.of("C:\\", List.of("C__")),
        Arguments.of("root|root", List.of("root", "root_2")),
        Arguments.of("a b|a_b|a:b", List.of("a_b", "a_b_2", "a_b_3")),
        Arguments.of(
            "a".repeat(60) + "|" + "a".repeat(61), List.of("a".repeat(53), "a".repeat(51) + "_2")),
        Arguments.of("x|x/used|x/total", List.of("x", "x/used_2", "x/total_2")),
        Arguments.of("x/used|used", List.of("x/used_2", "used")));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void everyPartGetsAValidNameOfItsOwn(String parts, List<String> expected) {
    List<String> names = new MetricNamer("disk/", ENDINGS).of(List.of(parts.split("\\|")));
    assertEquals(expected.stream().map("disk/"::concat).toList(), names);
    names.forEach(
        name ->
            ENDINGS.forEach(
                ending -> assertTrue(NameValidator.isValid(name + ending), name + ending)));
  }

  @Test
  void partThatComesLaterIsNamedToo() {
    MetricNamer names = new MetricNamer("net/", List.of("/in"));
    assertEquals(List.of("net/eth0"), names.of(List.of("eth0")));
    assertEquals(List.of("net/eth0", "net/eth0_1"), names.of(List.of("eth0", "eth0:1")));
    assertEquals(List.of("net/eth0_1"), names.of(List.of("eth0:1")));
  }
}
