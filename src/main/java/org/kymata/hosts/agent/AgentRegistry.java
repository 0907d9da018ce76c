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

/** The state and threads that all connections of agents share. Thread-safe. */
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
  @Inject private MessageLog messageLog;

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
            messageLog,
            System::currentTimeMillis,
            blockingTasks);
  }

  /** Creates a pool of at most {@code maxThreads} threads, which end when idle. */
  ThreadPoolExecutor newPool(String name, int maxThreads, int maxQueued) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            maxThreads,
            maxThreads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxQueued),
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

  /** Runs tasks that may block after an agent's answer; the event loop must not block. */
  public Executor blockingExecutor() {
    return blockingTasks;
  }

  /** Creates the handler for a connection to the TCP port that an agent opened. */
  public ChannelHandler newInboundHandler() {
    return new AgentSession(context, new InboundOrigin(nodes));
  }

  void onTokenRevoked(@Observes TokenRevoked revoked) {
    connections.connection(revoked.id()).ifPresent(HostConnection::close);
  }

  void onHostRemoved(@Observes HostRemoved removed) {
    sequencer.removeHost(removed.id());
  }

  @PreDestroy
  void close() {
    blockingTasks.shutdown();
  }
}
