package org.kymata.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
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
import org.kymata.readings.ingest.RejectedReading;
import org.kymata.testing.FuzzInputs;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.Wiring;

class ReadingsJsonTest {

  // A parser that never returns must fail the test and not block it.
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration TIMEOUT_WITH_MUTANTS = Duration.ofSeconds(120);
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

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("readings/bad");
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("readings/good");
  }

  private static ReadingBatch submit(ProtocolCase golden, ReadingsJson.Message message) {
    SeriesCatalog catalog = Wiring.wire(new SeriesCatalog(), "database", stage.database);
    long now = golden.expected().containsKey("now") ? NodesFixture.NOW : System.currentTimeMillis();
    ReadingBatch batch =
        new ReadingBatch(
            stage.nodes, catalog, golden.isFromPerson() ? null : NodesFixture.GREENHOUSE, now);
    message.drafts().forEach(batch::add);
    return batch;
  }

  /** The result of a message: its batch, or the error of the complete message. */
  private record ReadResult(ReadingBatch batch, DomainException failure) {
    static ReadResult of(ProtocolCase golden, Supplier<ReadingsJson.Message> message) {
      return assertTimeoutPreemptively(
          TIMEOUT,
          () -> {
            try {
              return new ReadResult(submit(golden, message.get()), null);
            } catch (DomainException e) {
              return new ReadResult(null, e);
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badBodyIsRejectedWithItsReason(ProtocolCase golden) {
    assertRejected(golden, ReadResult.of(golden, () -> ReadingsJson.read(golden.frame())));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFrameIsRejectedWithItsReason(ProtocolCase golden) {
    if (!golden.name().equals("not-utf8")) {
      assertRejected(golden, ReadResult.of(golden, () -> ReadingsJson.read(golden.text())));
    }
  }

  private static void assertRejected(ProtocolCase golden, ReadResult outcome) {
    if (!golden.expected().containsKey("rejected")) {
      assertNotNull(outcome.failure);
      assertEquals(DomainException.Kind.BAD_INPUT, outcome.failure.kind());
      String detail = outcome.failure.getMessage();
      assertTrue(detail.contains(golden.expected("detail", "")), detail);
      return;
    }
    assertNotNull(outcome.batch, () -> "rejected completely: " + outcome.failure);
    assertEquals(golden.expected().getInt("accepted"), outcome.batch.accepted().size());
    List<RejectedReading> rejected = outcome.batch.rejected();
    List<JsonObject> expected = golden.expectedList("rejected");
    assertEquals(expected.size(), rejected.size(), rejected::toString);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).getInt("index"), rejected.get(i).index());
      assertTrue(
          rejected.get(i).reason().contains(expected.get(i).getString("reason")),
          rejected::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodMessageIsUnderstood(ProtocolCase golden) {
    assertUnderstood(golden, ReadingsJson.read(golden.frame()));
    assertUnderstood(golden, ReadingsJson.read(golden.text()));
  }

  private static void assertUnderstood(ProtocolCase golden, ReadingsJson.Message message) {
    if (message.envelope() || golden.expected().containsKey("type")) {
      assertEquals(golden.expected("type", null), message.type());
      assertEquals(golden.expected("id", null), message.id());
    }
    ReadingBatch batch = submit(golden, message);
    assertEquals(List.of(), batch.rejected());
    List<JsonObject> expected = golden.expectedList("readings");
    assertEquals(expected.size(), batch.accepted().size());
    for (int i = 0; i < expected.size(); i++) {
      assertReading(expected.get(i), batch.accepted().get(i));
    }
  }

  private static void assertReading(JsonObject expected, Reading reading) {
    assertEquals(stage.nodes.require(expected.getString("node")).id(), reading.series().node());
    assertEquals(expected.getString("metric"), reading.series().metric());
    assertEquals(expected.getString("unit", null), reading.series().unit());
    if (expected.containsKey("time")) {
      assertEquals(expected.getJsonNumber("time").longValue(), reading.timeMillis());
    }
    if (expected.get("value") instanceof JsonString text) {
      assertEquals(text.getString(), reading.text());
    } else {
      double value = ((JsonNumber) expected.get("value")).doubleValue();
      assertEquals(value, Math.abs(reading.number()) == 0 ? value : reading.number());
    }
  }

  @Test
  void mutantsOfGoodAndBadMessagesAreReadOrRejectedAndNothingElse() {
    List<byte[]> seeds = new ArrayList<>();
    Stream.concat(good().stream(), bad().stream())
        .filter(golden -> golden.frame().length < 2_000)
        .forEach(golden -> seeds.add(golden.frame()));
    FuzzInputs mutants = new FuzzInputs(seeds, new Random(20261121));
    ProtocolCase anyone = ProtocolCase.of("readings/good/one-number");
    byte[][] last = new byte[1][];
    assertTimeoutPreemptively(
        TIMEOUT_WITH_MUTANTS,
        () -> {
          for (int i = 0; i < MUTANTS; i++) {
            last[0] = mutants.next();
            read(anyone, last[0]);
          }
        },
        () -> "stuck at " + new String(last[0], UTF_8));
  }

  private static void read(ProtocolCase golden, byte[] mutant) {
    for (Supplier<ReadingsJson.Message> way :
        List.<Supplier<ReadingsJson.Message>>of(
            () -> ReadingsJson.read(mutant), () -> ReadingsJson.read(new String(mutant, UTF_8)))) {
      try {
        submit(golden, way.get());
      } catch (DomainException e) {
        assertTrue(e.kind().status() < 500);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(e + " came of " + new String(mutant, UTF_8), e);
      }
    }
  }

  @Test
  void oneMoreThanMayBeIsSeenByTheCheckHoweverManyThereAre() {
    String many = "[" + "{\"metric\":\"m\",\"value\":1},".repeat(20_000) + "{}]";
    assertEquals(5_001, ReadingsJson.read(many).drafts().size());
  }
}
