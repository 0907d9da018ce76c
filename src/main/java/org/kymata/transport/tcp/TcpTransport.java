package org.kymata.transport.tcp;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kymata.commands.CommandDispatcher;
import org.kymata.config.Settings;
import org.kymata.connections.ConnectionLimits;
import org.kymata.hosts.agent.AgentRegistry;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.StatusTracker;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.tls.ServerTls;

/** Opens the TCP transport when the application starts and closes it before the stores close. */
@Singleton
@Startup
public class TcpTransport {

  private static final Logger LOG = System.getLogger(TcpTransport.class.getName());
  private static final int STOP_SECONDS = 5;

  @Inject private Settings settings;
  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService ingest;
  @Inject private StatusTracker statusTracker;
  @Inject private Adoption adoption;
  @Inject private CommandDispatcher dispatcher;
  @Inject private MessageLog messageLog;
  @Inject private TcpNodeSessions sessions;
  @Inject private AgentRegistry agents;
  @Inject private ConnectionLimits limits;
  @Inject private ServerTls tls;

  @Resource private ManagedThreadFactory threads;

  private ExecutorService blockingTasks;
  private TcpServer server;

  @PostConstruct
  void open() {
    if (settings.tcpPort() == 0) {
      return;
    }
    InetSocketAddress address =
        settings
            .tcpAddress()
            .map(given -> new InetSocketAddress(given, settings.tcpPort()))
            .orElseGet(() -> new InetSocketAddress(settings.tcpPort()));
    blockingTasks = singleThreadExecutor(namedThreads("kymata-tcp-errands"));
    TcpContext context =
        new TcpContext(
            nodes,
            catalog,
            ingest,
            statusTracker,
            adoption,
            dispatcher,
            messageLog,
            sessions,
            agents::newInboundHandler,
            blockingTasks);
    try {
      server =
          TcpServer.open(
              address,
              namedThreads("kymata-tcp"),
              () -> new ConnectionLimitHandler(limits, new TcpNodeHandler(context)),
              tls::handler);
    } catch (IOException e) {
      blockingTasks.shutdown();
      LOG.log(
          Level.ERROR,
          "TCP is off, all else works: {0}; KYMATA_TCP_PORT chooses another port,"
              + " 0 switches TCP off",
          e.getMessage());
    }
  }

  /** One thread, so that the events of a connection stay in order; its callers wait for little. */
  private static ExecutorService singleThreadExecutor(ThreadFactory threads) {
    return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
  }

  private ThreadFactory namedThreads(String name) {
    return work -> {
      Thread thread = threads.newThread(work);
      thread.setName(name);
      return thread;
    };
  }

  @PreDestroy
  void close() {
    if (server == null) {
      return;
    }
    server.close();
    blockingTasks.shutdown();
    try {
      blockingTasks.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
