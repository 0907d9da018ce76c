package org.kymata.doors.agent;

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
import org.kymata.hosts.HostForgotten;
import org.kymata.hosts.HostLine;
import org.kymata.hosts.HostLinks;
import org.kymata.hosts.HostPictures;
import org.kymata.hosts.HostProcesses;
import org.kymata.hosts.HostProgress;
import org.kymata.hosts.Hosts;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.TokenRevoked;
import org.kymata.platform.Version;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.history.LatestReadings;
import org.kymata.readings.ingest.IngestService;

/** What the connections of agents share, whoever began them. Thread-safe. */
@ApplicationScoped
public class AgentHall {

  private static final int THREADS = 2;
  private static final int MAX_ERRANDS = 1_000;

  private final Flows flows = new Flows();

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService intake;
  @Inject private LatestReadings newest;
  @Inject private Hosts hosts;
  @Inject private HostLinks links;
  @Inject private HostPictures pictures;
  @Inject private HostProcesses processes;
  @Inject private HostProgress progress;
  @Inject private MessageLog xray;

  @Resource private ManagedThreadFactory threads;

  private ThreadPoolExecutor errands;
  private Parts parts;

  @PostConstruct
  void open() {
    errands = pool("kymata-agents", THREADS, MAX_ERRANDS);
    parts =
        new Parts(
            "kymata/" + Version.CURRENT,
            nodes,
            catalog,
            intake,
            hosts,
            links,
            pictures,
            processes,
            progress,
            flows,
            new StoredTimes(catalog, newest),
            xray,
            System::currentTimeMillis,
            errands);
  }

  /** At most so many threads, which end when there is nothing to do. */
  ThreadPoolExecutor pool(String name, int most, int waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most, most, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  ThreadFactory named(String name) {
    return work -> {
      Thread thread = threads.newThread(work);
      thread.setName(name);
      return thread;
    };
  }

  Parts parts() {
    return parts;
  }

  /** Runs what follows an agent's answer and may wait, which its connection must not. */
  public Executor answers() {
    return errands;
  }

  /** The handler of a connection at the TCP door that turned out to be an agent's. */
  public ChannelHandler dialledIn() {
    return new AgentSession(parts, new DialledIn(nodes));
  }

  void closeRevoked(@Observes TokenRevoked revoked) {
    links.line(revoked.id()).ifPresent(HostLine::close);
  }

  void forget(@Observes HostForgotten forgotten) {
    flows.forget(forgotten.id());
  }

  @PreDestroy
  void close() {
    errands.shutdown();
  }
}
