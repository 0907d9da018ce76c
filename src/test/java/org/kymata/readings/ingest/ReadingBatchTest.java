package org.kymata.readings.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.errors.DomainException;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.ReadingBatch.UncheckedReading;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class ReadingBatchTest {

  @TempDir private static Path directory;

  private static NodesFixture stage;

  private final SeriesCatalog catalog =
      Wiring.wire(new SeriesCatalog(), "database", stage.database);

  @BeforeAll
  static void open() {
    stage = new NodesFixture(directory);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  private ReadingBatch from(NodeId sender) {
    return new ReadingBatch(stage.nodes, catalog, sender, NodesFixture.NOW);
  }

  private static UncheckedReading draft(Consumer<UncheckedReading> change) {
    UncheckedReading draft = new UncheckedReading();
    draft.metric = "temperature";
    draft.number = 21.5;
    change.accept(draft);
    return draft;
  }

  private static Arguments bad(String name, String reason, Consumer<UncheckedReading> change) {
    return Arguments.of(name, reason, change);
  }

  static Stream<Arguments> badDrafts() {
    return Stream.of(
        bad("no value", "value is missing", d -> d.number = null),
        bad("not a number", "finite", d -> d.number = Double.NaN),
        bad("infinite", "finite", d -> d.number = Double.NEGATIVE_INFINITY),
        bad("long text", "257", d -> d.text = "x".repeat(257)),
        bad("long unit", "unit", d -> d.unit = "x".repeat(17)),
        bad("no metric", "metric is missing", d -> d.metric = null),
        bad("bad metric", "\"a b\"", d -> d.metric = "a b"),
        bad("early", "2000", d -> d.timeMillis = 946_684_799_999L),
        bad("ahead", "ahead", d -> d.timeMillis = NodesFixture.NOW + 3_600_001),
        bad("unknown node", "\"nobody\"", d -> d.node = "nobody"),
        bad("another node", "\"door-1\"", d -> d.node = "door-1"),
        bad("fault", "what the transport reported", d -> d.error("what the transport reported")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badDrafts")
  void badReadingIsListedAndItsNeighboursAreAccepted(
      String name, String reason, Consumer<UncheckedReading> change) {
    ReadingBatch batch = from(NodesFixture.GREENHOUSE);
    batch.add(draft(d -> d.number = 1.0));
    batch.add(draft(change));
    batch.add(draft(d -> d.number = 3.0));
    assertEquals(List.of(1.0, 3.0), batch.accepted().stream().map(Reading::number).toList());
    assertEquals(1, batch.rejected().size());
    assertEquals(1, batch.rejected().get(0).index());
    assertTrue(batch.rejected().get(0).reason().contains(reason), batch::toString);
  }

  @Test
  void personMustNameTheNode() {
    ReadingBatch batch = from(null);
    batch.add(draft(d -> {}));
    batch.add(draft(d -> d.node = "door-1"));
    batch.add(draft(d -> d.node = NodesFixture.GREENHOUSE.value()));
    assertEquals(0, batch.rejected().get(0).index());
    assertEquals(
        List.of(NodesFixture.DOOR, NodesFixture.GREENHOUSE),
        batch.accepted().stream().map(each -> each.series().node()).toList());
  }

  @Test
  void firstFaultOfADraftCounts() {
    ReadingBatch batch = from(NodesFixture.GREENHOUSE);
    batch.add(
        draft(
            d -> {
              d.error("first");
              d.error("second");
            }));
    assertEquals("first", batch.rejected().get(0).reason());
  }

  @Test
  void missingTimeIsNow() {
    ReadingBatch batch = from(NodesFixture.GREENHOUSE);
    batch.add(draft(d -> {}));
    batch.add(draft(d -> d.timeMillis = 1_700_000_000_123L));
    assertEquals(NodesFixture.NOW, batch.accepted().get(0).timeMillis());
    assertEquals(1_700_000_000_123L, batch.accepted().get(1).timeMillis());
  }

  @Test
  void neighboursOfOneSeriesShareItAndTextsHaveTheirOwn() {
    ReadingBatch batch = from(NodesFixture.GREENHOUSE);
    batch.add(draft(d -> {}));
    batch.add(draft(d -> d.text = "warm"));
    batch.add(draft(d -> {}));
    batch.add(draft(d -> d.node = "greenhouse-1"));
    List<Series> series = batch.accepted().stream().map(Reading::series).toList();
    assertTrue(series.get(0) == series.get(2) && series.get(0) == series.get(3));
    assertTrue(series.get(1).isText() && series.get(1) != series.get(0));
    assertEquals("warm", batch.accepted().get(1).text());
    assertNull(batch.accepted().get(0).text());
  }

  @Test
  void newestUnitCountsAndRejectedReadingsSetNone() {
    ReadingBatch batch = from(NodesFixture.GREENHOUSE);
    batch.add(draft(d -> d.unit = "C"));
    batch.add(draft(d -> d.unit = "°C"));
    batch.add(draft(d -> {}));
    batch.add(
        draft(
            d -> {
              d.unit = "K";
              d.number = Double.NaN;
            }));
    assertEquals("°C", batch.accepted().get(0).series().unit());
  }

  @Test
  void oneCallCarriesFiveThousandReadings() {
    ReadingBatch batch = from(NodesFixture.GREENHOUSE);
    for (int i = 0; i < 5_000; i++) {
      batch.add(draft(d -> {}));
    }
    DomainException failure = assertThrows(DomainException.class, () -> batch.add(draft(d -> {})));
    assertEquals(413, failure.kind().status());
  }

  @Test
  void oneNodeHasFiveHundredMetrics() {
    ReadingBatch batch = from(NodesFixture.DOOR);
    for (int i = 0; i < 501; i++) {
      String metric = "m" + i;
      batch.add(draft(d -> d.metric = metric));
    }
    batch.add(draft(d -> d.metric = "m0"));
    assertEquals(501, batch.accepted().size());
    assertEquals(500, batch.rejected().get(0).index());
  }
}
