package org.kymata.hosts.agent;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.kymata.hosts.HostConnections;
import org.kymata.hosts.HostProcesses;
import org.kymata.hosts.HostSnapshots;
import org.kymata.hosts.Hosts;
import org.kymata.hosts.SampleAckTracker;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Nodes;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;

/**
 * The hub's services that a connection to an agent uses.
 *
 * @param program the hub's program and version, such as {@code kymata/0.1.0}
 * @param sequencer keeps each host's samples in order over its connections
 * @param deduplicator finds the samples that are stored already
 * @param clock the hub's clock, epoch milliseconds
 * @param blockingTasks runs tasks that may wait for a store
 */
public record AgentContext(
    String program,
    Nodes nodes,
    SeriesCatalog catalog,
    IngestService ingest,
    Hosts hosts,
    HostConnections connections,
    HostSnapshots snapshots,
    HostProcesses processes,
    SampleAckTracker ackTracker,
    SampleSequencer sequencer,
    SampleDeduplicator deduplicator,
    MessageLog messages,
    LongSupplier clock,
    Executor blockingTasks) {}
