package org.kymata.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.kymata.nodes.AdoptedSenders;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeys;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingsCommitted;
import org.kymata.readings.SeriesCatalog;
import org.kymata.security.AuditLog;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.UnmanagedThreadFactory;
import org.kymata.testing.Wiring;

/** Commands with a real database and channels that only record. */
final class CommandFixture implements AutoCloseable {

  /** A channel that keeps the commands that it was given. */
  static final class RecordingChannel implements CommandChannel {
    final List<Command> sent = new ArrayList<>();
    private final Transport transport;
    volatile boolean busy;

    RecordingChannel(Transport transport) {
      this.transport = transport;
    }

    @Override
    public Transport transport() {
      return transport;
    }

    @Override
    public synchronized boolean send(Command command) {
      return !busy && sent.add(command);
    }

    @Override
    public boolean confirmsByReading() {
      return transport == Transport.TCP || transport == Transport.NODE_WS;
    }

    synchronized List<String> ids() {
      return sent.stream().map(Command::id).toList();
    }
  }

  final NodesFixture stage;
  final CapturedEvents<CommandChanged> changed = new CapturedEvents<>();
  final CapturedEvents<NodeChanged> nodeChanged = new CapturedEvents<>();
  CommandDispatcher dispatch;
  CommandService commands;
  Capabilities actions;
  AuditLog audit;
  private final SeriesCatalog catalog = new SeriesCatalog();

  CommandFixture(Path directory) {
    stage = new NodesFixture(directory);
    start();
    stage.deleted.observe(
        deleted -> {
          actions.onNodeDeleted(deleted);
          dispatch.onNodeDeleted(deleted);
        });
  }

  private void start() {
    AdoptedSenders known =
        Wiring.start(Wiring.wire(new AdoptedSenders(), "database", stage.database));
    CommandStore store = Wiring.wire(new CommandStore(), "database", stage.database);
    actions = Wiring.wire(new Capabilities(), "database", stage.database, "known", known);
    Wiring.set(actions, "keys", new NodeKeys());
    Wiring.start(actions);
    audit = Wiring.wire(new AuditLog(), "database", stage.database, "nodes", stage.nodes);
    Wiring.start(audit);
    dispatch =
        Wiring.wire(new CommandDispatcher(), "store", store, "actions", actions, "audit", audit);
    Wiring.wire(dispatch, "nodes", stage.nodes, "presence", stage.statusTracker);
    Wiring.wire(dispatch, "changed", changed, "nodeChanged", nodeChanged);
    Wiring.start(Wiring.wire(dispatch, "threads", new UnmanagedThreadFactory()));
    commands = Wiring.wire(new CommandService(), "nodes", stage.nodes, "dispatch", dispatch);
    Wiring.set(commands, "store", store);
  }

  /** Stops the hub and starts it again on what it kept. */
  void restart() {
    dispatch.stop();
    start();
  }

  RecordingChannel connect(NodeId node, Transport transport) {
    RecordingChannel channel = new RecordingChannel(transport);
    dispatch.connected(node, channel);
    return channel;
  }

  Command submit(NodeId node, String id, String action) {
    return commands.submitAndWait(node, new CommandRequest(id, action, null, null), "olga");
  }

  Command submit(NodeId node, String id, Duration ttl) {
    return commands.submitAndWait(node, new CommandRequest(id, "togglerele", null, ttl), "olga");
  }

  /** A reading of a node was stored just now. */
  void storeReading(NodeId node, String metric) {
    Reading reading =
        new Reading(
            catalog.getOrCreate(node, metric, false).orElseThrow(),
            System.currentTimeMillis(),
            1,
            null);
    dispatch.onCommitted(
        new ReadingsCommitted(List.of(reading), System.currentTimeMillis() * 1000));
  }

  /** Waits until all that was noted of the two nodes so far is done. */
  void awaitDelivered() {
    dispatch.whenDelivered(NodesFixture.GREENHOUSE).toCompletableFuture().join();
    dispatch.whenDelivered(NodesFixture.DOOR).toCompletableFuture().join();
  }

  void await(String id, CommandState state) {
    Awaitility.await(id + " " + state)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> state(id) == state && publishedStates(id).contains(state));
  }

  CommandState state(String id) {
    return commands.require(id).state();
  }

  /** The states that were told of a command, in order. */
  List<CommandState> publishedStates(String id) {
    return changed.events().stream()
        .map(CommandChanged::command)
        .filter(command -> command.id().equals(id))
        .map(Command::state)
        .toList();
  }

  @Override
  public void close() {
    dispatch.stop();
    stage.close();
  }
}
