package org.kymata.readings.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.Transport;
import org.kymata.readings.ingest.IngestStats.Outcome;
import org.kymata.readings.ingest.IngestStats.OutcomeCounts;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;

/** Exports the counts of readings and the histograms of commits. */
@ApplicationScoped
public class IngestMetrics implements MetricSource {

  @Inject private IngestStats stats;
  @Inject private IngestService ingest;
  @Inject private QuestDbStoreProvider storeProvider;
  @Inject private Nodes nodes;

  @Override
  public void writeMetrics(MetricSink sink) {
    for (Transport transport : Transport.values()) {
      String name = transport.wireName();
      writeOutcomes(
          sink, "kymata_", "of this transport", stats.ofTransport(transport), "door", name);
      if (transport != Transport.SELF) {
        sink.counter(
            "kymata_messages_malformed_total",
            "Messages that could not be decoded, of this transport.",
            stats.malformed(transport),
            "door",
            name);
      }
    }
    sink.gauge(
        "kymata_intake_waiting_readings",
        "Readings that wait for their commit.",
        ingest.waitingCount());
    sink.gauge(
        "kymata_intake_waiting_calls",
        "Messages whose readings wait for their commit.",
        ingest.waitingBatches());
    sink.gauge(
        "kymata_intake_capacity_readings",
        "Limit of readings that wait for their commit.",
        ingest.capacity());
    CommitHistograms times = ingest.histograms();
    sink.histogram(
        "kymata_commit_latency_seconds",
        "Time from the arrival of a message to the commit of its readings.",
        times.totalSeconds());
    sink.histogram(
        "kymata_commit_store_seconds",
        "Time that the store took for a commit, to the disk.",
        times.storeSeconds());
    sink.histogram("kymata_commit_readings", "Number of readings in a commit.", times.batchSizes());
    sink.gauge(
        "kymata_store_bytes",
        "Size of the telemetry store on disk, measured once a minute.",
        storeProvider.sizeBytes());
  }

  @Override
  public void writeNodeMetrics(MetricSink sink) {
    stats
        .byNode()
        .forEach(
            (id, tally) ->
                nodes
                    .byId(id)
                    .map(Node::name)
                    .ifPresent(
                        name ->
                            writeOutcomes(
                                sink,
                                "kymata_node_",
                                "of this node",
                                tally,
                                "node",
                                id.value(),
                                "name",
                                name)));
  }

  private static void writeOutcomes(
      MetricSink sink, String prefix, String scope, OutcomeCounts tally, String... labels) {
    long received = 0;
    for (Outcome outcome : Outcome.values()) {
      long count = tally.count(outcome);
      received += count;
      sink.counter(
          prefix + "readings_" + outcome.wireName() + "_total",
          "Readings " + outcome.description() + ", " + scope + ".",
          count,
          labels);
    }
    sink.counter(
        prefix + "readings_received_total",
        "Readings that arrived and were committed or not, " + scope + ".",
        received,
        labels);
    sink.counter(
        prefix + "readings_late_total",
        "Committed readings that arrived over a minute after their time, " + scope + ".",
        tally.late(),
        labels);
  }
}
