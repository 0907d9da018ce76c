package org.kymata.hosts.agent;

import io.netty.channel.ChannelHandler;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kymata.config.Version;
import org.kymata.hosts.HostConnection;
import org.kymata.hosts.HostConnections;
import org.kymata.hosts.HostProcesses;
import org.kymata.hosts.HostRemoved;
import org.kymata.hosts.HostSnapshots;
import org.kymata.hosts.Hosts;
import org.kymata.hosts.SampleAckTracker;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.TokenRevoked;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.history.LatestReadings;
import org.kymata.readings.ingest.IngestService;

/** What the connections of agents share, whoever began them. Thread-safe. */
@ApplicationScoped
public class AgentRegistry {

  private static final int THREADS = 2;
  private static final int MAX_QUEUED_TASKS = 1_000;

  private final SampleSequencer sequencer = new SampleSequencer();

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService ingest;
  @Inject private LatestReadings latestReadings;
  @Inject private Hosts hosts;
  @Inject private HostConnections connections;
  @Inject private HostSnapshots snapshots;
  @Inject private HostProcesses processes;
  @Inject private SampleAckTracker ackTracker;
  @Inject private MessageLog xray;

  @Resource private ManagedThreadFactory threads;

  private ThreadPoolExecutor blockingTasks;
  private AgentContext context;

  @PostConstruct
  void open() {
    blockingTasks = newPool("kymata-agents", THREADS, MAX_QUEUED_TASKS);
    context =
        new AgentContext(
            "kymata/" + Version.CURRENT,
            nodes,
            catalog,
            ingest,
            hosts,
            connections,
            snapshots,
            processes,
            ackTracker,
            sequencer,
            new SampleDeduplicator(catalog, latestReadings),
            xray,
            System::currentTimeMillis,
            blockingTasks);
  }

  /** At most so many threads, which end when there is nothing to do. */
  ThreadPoolExecutor newPool(String name, int most, int waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            threadFactory(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  ThreadFactory threadFactory(String name) {
    return work -> {
      Thread thread = threads.newThread(work);
      thread.setName(name);
      return thread;
    };
  }

  AgentContext context() {
    return context;
  }

  /** Runs what follows an agent's answer and may wait, which its connection must not. */
  public Executor blockingExecutor() {
    return blockingTasks;
  }

  /** The handler of a connection at the TCP door that turned out to be an agent's. */
  public ChannelHandler newInboundHandler() {
    return new AgentSession(context, new InboundOrigin(nodes));
  }

  void onTokenRevoked(@Observes TokenRevoked revoked) {
    connections.connection(revoked.id()).ifPresent(HostConnection::close);
  }

  void onHostRemoved(@Observes HostRemoved forgotten) {
    sequencer.removeHost(forgotten.id());
  }

  @PreDestroy
  void close() {
    blockingTasks.shutdown();
  }
}
