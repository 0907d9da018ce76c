package org.kymata.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.testing.Fired;
import org.kymata.testing.Wiring;

class LatestVitalsTest {
  private static final NodeId ONE = new NodeId("h0st0001");
  private static final NodeId OTHER = new NodeId("h0st0002");

  private final LatestVitals latest = new LatestVitals();
  private final Fired<FactsChanged> changed = new Fired<>();

  @BeforeEach
  void wire() {
    Wiring.set(latest, "changed", changed);
  }

  private static HostPicture later(HostPicture picture, double cpu) {
    return new HostPicture(picture.timeMillis() + 1000, picture.facts(), Map.of("cpu", cpu));
  }

  @Test
  void factsAreToldOnceHoweverOftenTheNumbersChange() {
    HostPicture first = Samples.full();
    latest.keep(ONE, first);
    latest.keep(ONE, later(first, 1));
    latest.keep(ONE, later(first, 2));
    assertEquals(List.of(new FactsChanged(ONE, first)), changed.all());
    assertEquals(2.0, latest.of(ONE).orElseThrow().metrics().get("cpu"));
  }

  @Test
  void otherFactsAreTold() {
    latest.keep(ONE, Samples.full());
    latest.keep(ONE, Samples.empty());
    latest.keep(OTHER, Samples.empty());
    assertEquals(List.of(ONE, ONE, OTHER), changed.all().stream().map(FactsChanged::node).toList());
  }

  @Test
  void hostThatWasDeletedIsForgotten() {
    latest.keep(ONE, Samples.full());
    latest.forget(new NodeDeleted(ONE));
    assertEquals(Optional.empty(), latest.of(ONE));
  }
}
