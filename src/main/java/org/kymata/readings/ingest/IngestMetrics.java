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

/** Tells what became of the readings, and how their commits go. */
@ApplicationScoped
public class IngestMetrics implements MetricSource {

  @Inject private IngestStats stats;
  @Inject private IngestService ingest;
  @Inject private QuestDbStoreProvider storeProvider;
  @Inject private Nodes nodes;

  @Override
  public void writeMetrics(MetricSink sink) {
    for (Transport door : Transport.values()) {
      String name = door.wireName();
      tell(sink, "kymata_", "of this door", stats.ofTransport(door), "door", name);
      if (door != Transport.SELF) {
        sink.counter(
            "kymata_messages_malformed_total",
            "Messages that could not be understood at all, of this door.",
            stats.malformed(door),
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
        "The most readings that may wait for their commit.",
        ingest.capacity());
    CommitHistograms times = ingest.histograms();
    sink.histogram(
        "kymata_commit_latency_seconds",
        "From the coming of a message to the commit of its readings.",
        times.totalSeconds());
    sink.histogram(
        "kymata_commit_store_seconds",
        "How long the store took for a commit, to the disk.",
        times.storeSeconds());
    sink.histogram("kymata_commit_readings", "How many readings a commit had.", times.batchSizes());
    sink.gauge(
        "kymata_store_bytes",
        "Size of the telemetry store on disk, looked at once a minute.",
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
                            tell(
                                sink,
                                "kymata_node_",
                                "of this node",
                                tally,
                                "node",
                                id.value(),
                                "name",
                                name)));
  }

  private static void tell(
      MetricSink sink, String prefix, String whose, OutcomeCounts tally, String... labels) {
    long received = 0;
    for (Outcome fate : Outcome.values()) {
      long count = tally.count(fate);
      received += count;
      sink.counter(
          prefix + "readings_" + fate.wireName() + "_total",
          "Readings " + fate.description() + ", " + whose + ".",
          count,
          labels);
    }
    sink.counter(
        prefix + "readings_received_total",
        "Readings that came and whose end is known, " + whose + ".",
        received,
        labels);
    sink.counter(
        prefix + "readings_late_total",
        "Committed readings that came over a minute after their time, " + whose + ".",
        tally.late(),
        labels);
  }
}
