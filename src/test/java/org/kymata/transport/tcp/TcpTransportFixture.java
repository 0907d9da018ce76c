package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kymata.commands.CommandChannel;
import org.kymata.commands.CommandDispatcher;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.AdoptedSenders;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyChanged;
import org.kymata.nodes.NodeKeys;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderAdopted;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.IngestStats;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

/** A TCP transport without sockets; its blocking tasks and commits run when a test says so. */
final class TcpTransportFixture implements AutoCloseable {

  final NodesFixture stage;
  final TcpNodeSessions sessions = new TcpNodeSessions();
  final NodeKeys keys = new NodeKeys();
  final CapturedEvents<NodeKeyChanged> keyChanged = new CapturedEvents<>();
  final MessageLog messageLog = new MessageLog();
  final IngestStats ingestStats = new IngestStats();
  final Queue<Runnable> blockingTasks = new ArrayDeque<>();
  final Map<String, NodeId> adopted = new HashMap<>();
  final Set<String> blocked = new HashSet<>();
  final List<String> pendingNames = new ArrayList<>();
  final Map<NodeId, CommandChannel> channels = new HashMap<>();
  final List<String> rejections = new ArrayList<>();
  final List<Reading> stored = new ArrayList<>();
  final Queue<CompletableFuture<Void>> uncommitted = new ArrayDeque<>();
  boolean ingestIsFull;
  boolean commitsAtOnce = true;
  private final TcpContext context;

  TcpTransportFixture(Path directory) {
    stage = new NodesFixture(directory);
    context =
        new TcpContext(
            stage.nodes,
            Wiring.wire(new SeriesCatalog(), "database", stage.database),
            ingest(),
            stage.statusTracker,
            adoption(),
            dispatch(),
            messageLog,
            sessions,
            ChannelInboundHandlerAdapter::new,
            blockingTasks::add);
  }

  private IngestService ingest() {
    IngestService ingest = fakeIngest();
    Wiring.set(ingest, IngestService.class, "stats", ingestStats);
    return ingest;
  }

  private IngestService fakeIngest() {
    return new IngestService() {
      @Override
      public Optional<CompletionStage<Void>> trySubmit(
          Transport transport, List<Reading> readings) {
        if (ingestIsFull) {
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

  private Adoption adoption() {
    AdoptedSenders known =
        Wiring.start(Wiring.wire(new AdoptedSenders(), "database", stage.database));
    Wiring.wire(keys, "database", stage.database, "nodes", stage.nodes, "adoptedSenders", known);
    Wiring.start(Wiring.wire(keys, "changed", keyChanged));
    keyChanged.observe(sessions::onKeyChanged);
    Adoption adoption = adoptionByName();
    Wiring.set(adoption, Adoption.class, "keys", keys);
    return adoption;
  }

  private Adoption adoptionByName() {
    return new Adoption() {
      @Override
      public Optional<Binding> identify(Sender sender, String raw, String decoded) {
        NodeId node = adopted.get(sender.name());
        if (node == null) {
          pendingNames.add(sender.name() + " " + decoded);
        }
        return Optional.ofNullable(node).map(Binding::new);
      }

      @Override
      public boolean isBlocked(String address) {
        return blocked.contains(address);
      }
    };
  }

  private CommandDispatcher dispatch() {
    return new CommandDispatcher() {
      @Override
      public void connected(NodeId node, CommandChannel line) {
        channels.put(node, line);
      }

      @Override
      public void disconnected(NodeId node, CommandChannel line) {
        channels.remove(node, line);
      }

      @Override
      public void tryAcknowledge(NodeId node, String commandId, boolean done, String reason) {
        rejections.add(commandId + " " + done + " " + reason);
      }
    };
  }

  /** A new connection. */
  EmbeddedChannel connect() {
    return new EmbeddedChannel(new TcpNodeHandler(context));
  }

  /** Adopts all connections of a sensor, as an operator would. */
  void adopt(EmbeddedChannel channel, String sensor, NodeId node) {
    adopted.put(sensor, node);
    Sender sender = new Sender(Transport.TCP, "embedded", sensor);
    sessions.onAdopted(new SenderAdopted(sender, new Binding(node)));
    runPending(channel);
  }

  /** Sends JSON as a line and runs everything that follows from it. */
  void send(EmbeddedChannel channel, String json) {
    sendRaw(channel, Base64.getEncoder().encodeToString(json.getBytes(UTF_8)) + "\r\n");
  }

  void sendRaw(EmbeddedChannel channel, String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, UTF_8));
    runPending(channel);
  }

  /** Runs the blocking tasks and what follows from them. */
  void runPending(EmbeddedChannel channel) {
    do {
      for (Runnable errand = blockingTasks.poll(); errand != null; errand = blockingTasks.poll()) {
        errand.run();
      }
      channel.runPendingTasks();
    } while (!blockingTasks.isEmpty());
  }

  /** The JSON of the next line that the hub sent; null when there is none. */
  static String nextReply(EmbeddedChannel channel) {
    ByteBuf line = channel.readOutbound();
    return line == null
        ? null
        : new String(Base64.getMimeDecoder().decode(line.toString(UTF_8)), UTF_8);
  }

  /** The values that were stored, in order. */
  List<String> values() {
    return stored.stream()
        .map(
            reading ->
                reading.series().node()
                    + " "
                    + reading.series().metric()
                    + " "
                    + (reading.text() == null ? reading.number() : reading.text()))
        .toList();
  }

  @Override
  public void close() {
    stage.close();
  }
}
