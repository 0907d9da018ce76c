package org.kymata.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.errors.DomainException;
import org.kymata.readings.Reading;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.testing.FuzzInputs;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.Wiring;

class TcpMessageTest {

  private static final int MUTANTS = 20_000;

  @TempDir private static Path directory;

  private static NodesFixture stage;

  @BeforeAll
  static void open() {
    stage = new NodesFixture(directory);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("tcp/good");
  }

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("tcp/bad");
  }

  /** A line without its LF. */
  static byte[] line(ProtocolCase golden) {
    return golden.text().stripTrailing().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static ReadingBatch submit(TcpMessage message) {
    SeriesCatalog catalog = Wiring.wire(new SeriesCatalog(), "database", stage.database);
    ReadingBatch batch =
        new ReadingBatch(stage.nodes, catalog, NodesFixture.GREENHOUSE, System.currentTimeMillis());
    message.drafts().forEach(batch::add);
    return batch;
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodLineIsUnderstood(ProtocolCase golden) {
    TcpMessage message = TcpMessage.read(TcpMessage.decode(line(golden)));
    assertEquals(golden.expected("sensor", null), message.sensor());
    assertEquals(golden.expected("key", null), message.key());
    ReadingBatch batch = submit(message);
    assertEquals(List.of(), batch.rejected());
    List<JsonObject> expected = golden.expectedList("readings");
    assertEquals(expected.size(), batch.accepted().size());
    for (int i = 0; i < expected.size(); i++) {
      Reading reading = batch.accepted().get(i);
      assertEquals(expected.get(i).getString("metric"), reading.series().metric());
      if (expected.get(i).get("value") instanceof JsonNumber number) {
        assertEquals(number.doubleValue(), reading.number());
      } else {
        assertEquals(((JsonString) expected.get(i).get("value")).getString(), reading.text());
      }
      if (expected.get(i).containsKey("time")) {
        assertEquals(expected.get(i).getJsonNumber("time").longValue(), reading.timeMillis());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badLineIsRejectedWithItsReason(ProtocolCase golden) {
    String fault = golden.expected("error", null);
    if (fault != null) {
      DomainException failure =
          assertThrows(
              DomainException.class, () -> TcpMessage.read(TcpMessage.decode(line(golden))));
      assertTrue(failure.getMessage().contains(fault), failure.getMessage());
    } else {
      ReadingBatch batch = submit(TcpMessage.read(TcpMessage.decode(line(golden))));
      assertEquals(golden.expected().getInt("accepted"), batch.accepted().size());
      String reason = batch.rejected().get(0).reason();
      assertTrue(reason.contains(golden.expected("rejected", null)), reason);
    }
  }

  @Test
  void mutantsAreAcceptedOrRejectedAndNothingElse() {
    List<byte[]> lines =
        Stream.concat(good().stream(), bad().stream()).map(TcpMessageTest::line).toList();
    List<byte[]> objects =
        good().stream().map(golden -> Base64.getDecoder().decode(line(golden))).toList();
    FuzzInputs ofLines = new FuzzInputs(lines, new Random(20261121));
    FuzzInputs ofObjects = new FuzzInputs(objects, new Random(20261122));
    int[] taken = new int[1];
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          for (int i = 0; i < MUTANTS / 2; i++) {
            taken[0] += decode(ofLines.next());
            taken[0] += decode(Base64.getEncoder().encode(ofObjects.next()));
          }
        });
    assertTrue(taken[0] > 0 && taken[0] < MUTANTS, () -> "taken: " + taken[0]);
  }

  private static int decode(byte[] line) {
    try {
      submit(TcpMessage.read(TcpMessage.decode(line)));
      return 1;
    } catch (DomainException e) {
      assertTrue(e.kind().status() < 500);
      assertTrue(
          TcpMessageEncoder.fits(TcpMessageEncoder.encodeError(e.getMessage())), e.getMessage());
      return 0;
    }
  }
}
