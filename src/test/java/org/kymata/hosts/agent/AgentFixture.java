package org.kymata.hosts.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.kymata.hostmetrics.HostFactsChanged;
import org.kymata.hostmetrics.LatestSnapshots;
import org.kymata.hostmetrics.SampleIntervalChanged;
import org.kymata.hosts.HostChanged;
import org.kymata.hosts.HostConnections;
import org.kymata.hosts.HostProcesses;
import org.kymata.hosts.HostReconnectRequested;
import org.kymata.hosts.HostRemoved;
import org.kymata.hosts.HostSnapshots;
import org.kymata.hosts.HostStore;
import org.kymata.hosts.Hosts;
import org.kymata.hosts.SampleAckTracker;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.IngestStats;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

/** A hub for agents without sockets; its blocking tasks and commits run when a test says so. */
public final class AgentFixture implements AutoCloseable {

  public final NodesFixture stage;
  public final MessageLog messages = new MessageLog();
  public final LatestSnapshots latest;
  final CapturedEvents<HostChanged> changed = new CapturedEvents<>();
  final CapturedEvents<SampleIntervalChanged> sampleIntervalChanged = new CapturedEvents<>();
  final Queue<Runnable> blockingTasks = new ArrayDeque<>();
  public final List<Reading> stored = new ArrayList<>();
  public final Queue<CompletableFuture<Void>> uncommitted = new ArrayDeque<>();
  final Set<Long> knownTimes = new HashSet<>();
  final IngestStats stats = new IngestStats();
  boolean intakeIsFull;
  public boolean commitsAtOnce = true;
  public long nowMillis = System.currentTimeMillis();
  public Hosts hosts;
  public HostConnections connections;
  SampleAckTracker ackTracker;
  public AgentContext context;

  public AgentFixture(Path directory) {
    stage = new NodesFixture(directory);
    latest = Wiring.wire(new LatestSnapshots(), "changed", new CapturedEvents<HostFactsChanged>());
    begin();
  }

  /** Forgets what is in memory, as after a crash of the hub. */
  public void begin() {
    HostStore store = Wiring.wire(new HostStore(), "database", stage.database);
    CapturedEvents<HostRemoved> forgotten = new CapturedEvents<>();
    hosts =
        Wiring.wire(
            new Hosts(),
            "store",
            store,
            "nodes",
            stage.nodes,
            "settings",
            stage.settings,
            "changed",
            changed,
            "removed",
            forgotten,
            "reconnectRequested",
            new CapturedEvents<HostReconnectRequested>(),
            "sampleIntervalChanged",
            sampleIntervalChanged);
    Wiring.start(hosts);
    connections = Wiring.wire(new HostConnections(), "hosts", hosts);
    ackTracker = Wiring.wire(new SampleAckTracker(), "store", store, "connections", connections);
    Wiring.start(ackTracker);
    SeriesCatalog catalog = Wiring.wire(new SeriesCatalog(), "database", stage.database);
    context =
        new AgentContext(
            "kymata/test",
            stage.nodes,
            catalog,
            ingest(),
            hosts,
            connections,
            Wiring.wire(new HostSnapshots(), "latest", latest),
            Wiring.wire(new HostProcesses(), "hosts", hosts, "connections", connections),
            ackTracker,
            new SampleSequencer(),
            deduplicator(),
            messages,
            () -> nowMillis,
            blockingTasks::add);
  }

  private SampleDeduplicator deduplicator() {
    return new SampleDeduplicator(null, null) {
      @Override
      StoredTimestamps loadTimestamps(NodeId id) {
        return new StoredTimestamps("cpu", Set.copyOf(knownTimes));
      }
    };
  }

  private IngestService ingest() {
    IngestService ingest = fakeIngest();
    Wiring.set(ingest, IngestService.class, "stats", stats);
    return ingest;
  }

  private IngestService fakeIngest() {
    return new IngestService() {
      @Override
      public Optional<CompletionStage<Void>> trySubmit(
          Transport transport, List<Reading> readings) {
        if (intakeIsFull) {
          return Optional.empty();
        }
        stored.addAll(readings);
        CompletableFuture<Void> committed = new CompletableFuture<>();
        if (commitsAtOnce) {
          committed.complete(null);
        } else {
          uncommitted.add(committed);
        }
        return Optional.of(committed);
      }
    };
  }

  /** An agent that connected to the hub. */
  EmbeddedChannel connectInbound() {
    return connect(new InboundOrigin(stage.nodes));
  }

  EmbeddedChannel connect(ConnectionOrigin origin) {
    EmbeddedChannel channel = new EmbeddedChannel(new AgentSession(context, origin));
    channel.freezeTime();
    return channel;
  }

  /** An agent that connected and was welcomed; the welcome has been read. */
  EmbeddedChannel welcomed(String token) {
    EmbeddedChannel channel = connectInbound();
    sendLine(channel, hello(token, "r1", 0));
    if (!readLine(channel).contains("\"welcome\"")) {
      throw new AssertionError("it was not welcomed");
    }
    return channel;
  }

  static String hello(String token, String run, long next) {
    return """
    {"type":"hello","agent":"kymata-agent/0.1.0","token":"%s","id":"m1","host":"pi-1","run":"%s","next":%d}"""
        .formatted(token, run, next);
  }

  /** A sample of this moment; {@code more} are further members, each with a comma after it. */
  String sample(long seq, String more, String metrics) {
    return sampleAt(nowMillis, seq, more, metrics);
  }

  static String sampleAt(long millis, long seq, String more, String metrics) {
    return "{\"type\":\"sample\",\"seq\":%d,\"time\":%d,%s\"metrics\":{%s}}"
        .formatted(seq, millis, more, metrics);
  }

  /** Sends a line and runs everything that follows from it. */
  void sendLine(EmbeddedChannel channel, String line) {
    sendRaw(channel, line + "\n");
  }

  void sendRaw(EmbeddedChannel channel, String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, UTF_8));
    runPending(channel);
  }

  /** Runs the blocking tasks and what follows from them. */
  public void runPending(EmbeddedChannel channel) {
    channel.runPendingTasks();
    while (!blockingTasks.isEmpty()) {
      blockingTasks.poll().run();
      channel.runPendingTasks();
    }
  }

  /** Lets time pass on a connection. */
  public void advanceTime(EmbeddedChannel channel, long seconds) {
    for (long i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      runPending(channel);
    }
  }

  /** The next line that the hub sent; null when there is none. */
  static String readLine(EmbeddedChannel channel) {
    ByteBuf line = channel.readOutbound();
    return line == null ? null : line.toString(UTF_8).strip();
  }

  /** The values that were stored at one time, by metric. */
  public Map<String, Double> storedAt(long millis) {
    Map<String, Double> found = new TreeMap<>();
    for (Reading reading : stored) {
      if (reading.timeMillis() == millis) {
        Double before = found.put(reading.series().metric(), reading.number());
        if (before != null) {
          throw new AssertionError("stored twice: " + reading);
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    stage.close();
  }
}
