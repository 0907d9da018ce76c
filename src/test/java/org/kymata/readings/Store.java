package org.kymata.readings;

import java.nio.file.Path;
import java.util.List;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DiskWatch;
import org.kymata.testing.Fired;
import org.kymata.testing.PlainThreads;
import org.kymata.testing.Stage;
import org.kymata.testing.Wiring;

/** A telemetry store in a directory, with everything around it that reads or writes it. */
final class Store implements AutoCloseable {

  final Stage stage;
  final SeriesCatalog catalog;
  final Telemetry telemetry = new Telemetry();
  final History history = new History();
  final Backlog backlog = new Backlog();
  final Traffic traffic = new Traffic();
  final Fired<ReadingsCommitted> committed = new Fired<>();

  Store(Path directory) {
    stage = new Stage(directory);
    catalog = Wiring.wire(new SeriesCatalog(), "database", stage.database);
    Wiring.wire(telemetry, "settings", stage.settings, "catalog", catalog);
    Wiring.wire(telemetry, "nodes", stage.nodes, "presence", stage.presence);
    Wiring.wire(telemetry, "faults", stage.faults);
    Wiring.start(telemetry);
    Wiring.wire(history, "telemetry", telemetry);
    Wiring.wire(backlog, "telemetry", telemetry, "catalog", catalog);
  }

  /** An intake that is ready to be started. */
  Intake intake() {
    Intake intake = new Intake();
    Aftermath aftermath = Wiring.wire(new Aftermath(), "presence", stage.presence);
    Wiring.wire(aftermath, "gaps", stage.gaps, "traffic", traffic, "committedEvent", committed);
    Wiring.wire(intake, "telemetry", telemetry, "aftermath", aftermath);
    Wiring.wire(intake, "catalog", catalog, "faults", stage.faults);
    DiskWatch disk = Wiring.wire(new DiskWatch(), "settings", stage.settings);
    Wiring.wire(intake, "disk", Wiring.wire(disk, "faults", stage.faults));
    Wiring.wire(intake, "settings", stage.settings, "traffic", traffic);
    Wiring.wire(intake, "threads", new PlainThreads());
    return intake;
  }

  Series numbers(NodeId node, String metric) {
    return catalog.of(node, metric, false).orElseThrow();
  }

  Series texts(NodeId node, String metric) {
    return catalog.of(node, metric, true).orElseThrow();
  }

  void commit(long storedMillis, Reading... readings) {
    telemetry.store().commit(List.of(readings), storedMillis * 1000);
  }

  /** Closes everything; the intake closes the telemetry store itself. */
  void closeAfterIntake() {
    stage.close();
  }

  @Override
  public void close() {
    telemetry.close();
    stage.close();
  }
}
