package org.kymata.hosts.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.errors.DomainException;
import org.kymata.testing.FuzzInputs;
import org.kymata.testing.ProtocolCase;

class PeerMessageDecoderTest {

  private static final int MUTANTS = 20_000;
  private static final String MACHINE = "h0st0001";

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("peer/bad");
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("peer/good");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFrameIsRejectedWithItsReason(ProtocolCase golden) {
    DomainException failure =
        assertThrows(
            DomainException.class, () -> PeerMessageDecoder.decode(golden.text(), MACHINE));
    assertTrue(failure.getMessage().contains(golden.expected("error", null)), failure::getMessage);
  }

  @Test
  void moreSeriesThanAMachineHasAreRejected() {
    String series =
        IntStream.rangeClosed(0, 4_096)
            .mapToObj(i -> "{\"node\":\"n\",\"metric\":\"m\",\"points\":[]}")
            .collect(Collectors.joining(","));
    String frame = "{\"type\":\"readings\",\"payload\":{\"series\":[%s]}}".formatted(series);
    assertThrows(DomainException.class, () -> PeerMessageDecoder.decode(frame, MACHINE));
  }

  @Test
  void frameOfAHundredThousandBracketsIsRejectedAndNothingElse() {
    String deep = "{\"type\":\"readings\",\"payload\":{\"series\":" + "[".repeat(100_000);
    assertThrows(DomainException.class, () -> PeerMessageDecoder.decode(deep, MACHINE));
  }

  @Test
  void manyWrongSeriesLeaveAFewErrorsOnly() {
    String series =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"node\":\"other\",\"metric\":\"cpu\",\"points\":[[1,2]]}")
            .collect(Collectors.joining(","));
    PeerMessage.ReadingsMessage read =
        (PeerMessage.ReadingsMessage)
            PeerMessageDecoder.decode(
                "{\"type\":\"readings\",\"payload\":{\"series\":[%s]}}".formatted(series), MACHINE);
    assertEquals(1_000, read.refused());
    assertEquals(8, read.errors().size());
    assertTrue(read.samplesByTime().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFrameIsUnderstood(ProtocolCase golden) {
    PeerMessage frame = PeerMessageDecoder.decode(golden.text(), MACHINE);
    JsonObject expected = golden.expected();
    if (frame instanceof PeerMessage.Welcome welcome) {
      assertEquals(expected.getString("version"), welcome.version());
      assertEquals(expected.getString("machine"), welcome.machine());
      assertEquals(expected.getString("host"), welcome.host());
    } else if (frame instanceof PeerMessage.ReadingsMessage measured) {
      assertEquals(expected.getInt("dropped"), measured.dropped());
      assertEquals(expected.getInt("refused"), measured.refused());
      Map<Long, Map<String, Double>> at = new TreeMap<>();
      expected
          .getJsonObject("at")
          .forEach(
              (time, metrics) -> {
                Map<String, Double> values = new TreeMap<>();
                metrics
                    .asJsonObject()
                    .forEach((name, value) -> values.put(name, Double.valueOf(value.toString())));
                at.put(Long.valueOf(time), values);
              });
      assertEquals(at, measured.samplesByTime());
    } else if (frame instanceof PeerMessage.Facts facts) {
      assertEquals(expected.getString("machine"), facts.machine());
      assertEquals(expected.getString("host"), facts.facts().host().orElseThrow());
      assertEquals(expected.getInt("cores"), facts.facts().cores());
      assertEquals(expected.getInt("disks"), facts.facts().disks().size());
    } else if (frame instanceof PeerMessage.ErrorMessage complaint) {
      assertEquals(expected.getInt("status"), complaint.status());
    } else {
      assertEquals(expected.getString("type"), frame.toString());
    }
  }

  @Test
  void mutantsAreAcceptedOrRejectedAndNothingElse() {
    FuzzInputs mutants =
        new FuzzInputs(
            Stream.concat(good().stream(), bad().stream()).map(ProtocolCase::frame).toList(),
            new Random(20261121));
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          for (int i = 0; i < MUTANTS; i++) {
            try {
              PeerMessageDecoder.decode(new String(mutants.next(), UTF_8), MACHINE);
            } catch (DomainException e) {
              assertTrue(e.kind().status() < 500);
            }
          }
        });
  }
}
