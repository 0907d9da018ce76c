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
 * What a connection of an agent needs of the hub.
 *
 * @param program what the hub calls itself, such as {@code kymata/0.1.0}
 * @param flows the order of each host's samples over its connections
 * @param known the samples that are stored already
 * @param clock the hub's clock, epoch milliseconds
 * @param errands runs what may wait for a store
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
