package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.Wiring;

class LatestSnapshotsTest {
  private static final NodeId ONE = new NodeId("h0st0001");
  private static final NodeId OTHER = new NodeId("h0st0002");

  private final LatestSnapshots latest = new LatestSnapshots();
  private final CapturedEvents<HostFactsChanged> changed = new CapturedEvents<>();

  @BeforeEach
  void wire() {
    Wiring.set(latest, "changed", changed);
  }

  private static HostSnapshot later(HostSnapshot snapshot, double cpu) {
    return new HostSnapshot(snapshot.timeMillis() + 1000, snapshot.facts(), Map.of("cpu", cpu));
  }

  @Test
  void factsAreReportedOnceHoweverOftenMetricsChange() {
    HostSnapshot first = ExampleSnapshots.full();
    latest.put(ONE, first);
    latest.put(ONE, later(first, 1));
    latest.put(ONE, later(first, 2));
    assertEquals(List.of(new HostFactsChanged(ONE, first)), changed.events());
    assertEquals(2.0, latest.of(ONE).orElseThrow().metrics().get("cpu"));
  }

  @Test
  void changedFactsAreReported() {
    latest.put(ONE, ExampleSnapshots.full());
    latest.put(ONE, ExampleSnapshots.empty());
    latest.put(OTHER, ExampleSnapshots.empty());
    assertEquals(
        List.of(ONE, ONE, OTHER), changed.events().stream().map(HostFactsChanged::node).toList());
  }

  @Test
  void hostThatWasDeletedIsForgotten() {
    latest.put(ONE, ExampleSnapshots.full());
    latest.onNodeDeleted(new NodeDeleted(ONE));
    assertEquals(Optional.empty(), latest.of(ONE));
  }
}
