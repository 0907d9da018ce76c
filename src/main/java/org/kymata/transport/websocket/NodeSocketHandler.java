package org.kymata.transport.websocket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.commands.Action;
import org.kymata.commands.CommandDispatcher;
import org.kymata.connections.ConnectionLimits;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.json.Envelope;
import org.kymata.json.Problem;
import org.kymata.live.websocket.SocketHandler;
import org.kymata.messages.MessageLog;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.TokenRevoked;
import org.kymata.nodes.Transport;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.security.Caller;
import org.kymata.security.CallerRevalidator;
import org.kymata.server.WebSocketConnections;
import org.kymata.transport.LoggedReadings;
import org.kymata.transport.ReadingsJson;

/**
 * Handles the sockets of nodes on {@code /ws}: takes their readings and replies with the outcome.
 */
@ApplicationScoped
public class NodeSocketHandler implements SocketHandler, MetricSource {

  private static final int MAX_ID = 64;
  private static final String REVOKED = "the token was revoked";

  private final Map<NodeId, Set<Session>> sockets = new ConcurrentHashMap<>();

  @Inject private Nodes nodes;
  @Inject private CallerRevalidator callers;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService ingest;
  @Inject private ReplyExecutor replies;
  @Inject private CommandDispatcher dispatcher;
  @Inject private MessageLog messageLog;
  @Inject private ConnectionLimits limits;
  @Inject private WebSocketConnections connections;

  @Override
  public boolean supports(Principal caller) {
    return caller instanceof Caller.Node;
  }

  @Override
  public SocketSession open(Session session, Principal caller) {
    NodeId node = ((Caller.Node) caller).id();
    Set<Session> open = sockets.computeIfAbsent(node, any -> ConcurrentHashMap.newKeySet());
    open.add(session);
    if (open.size() > limits.maxPerClient()) {
      close(session, CloseCodes.TRY_AGAIN_LATER, "this node has too many connections open");
    } else if (!callers.isCurrent(caller)) {
      // The token was revoked after the access filter ran, before this socket was registered.
      close(session, CloseCodes.VIOLATED_POLICY, REVOKED);
    }
    return new NodeSocketSession(session, node);
  }

  void closeRevoked(@Observes TokenRevoked revoked) {
    Set<Session> open = sockets.getOrDefault(revoked.id(), Set.of());
    open.forEach(each -> close(each, CloseCodes.VIOLATED_POLICY, REVOKED));
  }

  private static void close(Session session, CloseCodes code, String reason) {
    try {
      session.close(new CloseReason(code, reason));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.gauge(
        "kymata_connections",
        "Open connections of this transport.",
        sockets.values().stream().mapToInt(Set::size).sum(),
        "door",
        Transport.WS.wireName());
  }

  private final class NodeSocketSession implements SocketSession {
    private final Session session;
    private final NodeId node;
    private final OutboundQueue queue;
    private final NodeSocketChannel channel;
    private boolean connected;
    // The commit of this socket's last readings: later frames are answered after it.
    private CompletionStage<Void> lastCommit = CompletableFuture.completedStage(null);

    NodeSocketSession(Session session, NodeId node) {
      this.session = session;
      this.node = node;
      this.queue = new OutboundQueue(session, connections.unsentByteCounter(session));
      this.channel = new NodeSocketChannel(queue, messageLog);
    }

    @Override
    public void onText(String frame) {
      String id = null;
      try {
        ReadingsJson.Message message = ReadingsJson.read(frame);
        id = message.id();
        if (id != null && id.length() > MAX_ID) {
          throw DomainException.badInput("id may have at most " + MAX_ID + " characters");
        }
        handle(message, frame);
      } catch (DomainException e) {
        sendError(id, frame, e);
      }
      // After the first frame, so that a hello is handled before commands go out.
      if (!connected) {
        connected = true;
        dispatcher.connected(node, channel);
      }
    }

    private void sendError(String id, String frame, DomainException failure) {
      if (failure.kind() == Kind.BAD_INPUT || failure.kind() == Kind.TOO_LARGE) {
        ingest.countMalformed(Transport.WS);
      }
      messageLog.received(
          node, Transport.WS, () -> new MessageLog.Content(frame, "", failure.getMessage()));
      String answer = Envelope.error(id, Problem.of(failure));
      messageLog.sent(node, Transport.WS, answer, answer);
      // Sent from this thread, ahead of other replies: a node that floods is read no faster than it
      // gets its errors.
      queue.send(answer);
    }

    private void send(String frame) {
      messageLog.sent(node, Transport.WS, frame, frame);
      replies.send(queue, frame);
    }

    private void handle(ReadingsJson.Message message, String frame) {
      if (message.isPing()) {
        messageLog.received(node, Transport.WS, frame, "ping", null);
        send(Envelope.pong(message.id()));
        return;
      }
      if ("hello".equals(message.type()) && isControlMessage(message)) {
        hello(message.id(), frame);
        return;
      }
      if ("ack".equals(message.type()) && isControlMessage(message)) {
        ack(message.id(), frame);
        return;
      }
      if (message.envelope() && !"readings".equals(message.type())) {
        throw DomainException.badInput("type must be readings, hello, ack or ping");
      }
      ReadingBatch batch = new ReadingBatch(nodes, catalog, node, System.currentTimeMillis());
      message.drafts().forEach(batch::add);
      messageLog.received(node, Transport.WS, () -> LoggedReadings.of(frame, batch));
      String id = message.envelope() ? message.id() : null;
      lastCommit = ingest.submit(Transport.WS, batch);
      lastCommit.whenComplete((done, fault) -> replyToReadings(id, batch, fault));
    }

    /** Whether the frame is not a bare reading with a member "type" of its own. */
    private static boolean isControlMessage(ReadingsJson.Message message) {
      return message.envelope() || message.drafts().get(0).isEmpty();
    }

    private void hello(String id, String frame) {
      List<Action> actions = NodeMessage.actions(frame);
      messageLog.received(node, Transport.WS, frame, "hello", null);
      dispatcher.declareCapabilities(node, actions);
      if (id != null) {
        String name = nodes.byId(node).map(Node::name).orElse("");
        send(
            Envelope.of(
                "welcome",
                id,
                json ->
                    json.write("time", System.currentTimeMillis())
                        .write("node", node.value())
                        .write("name", name)));
      }
    }

    private void ack(String id, String frame) {
      NodeMessage.Ack ack = NodeMessage.ack(frame);
      messageLog.received(node, Transport.WS, frame, "ack " + ack.id() + " " + ack.done(), null);
      // After the last commit: readings sent before this acknowledgement must not confirm the
      // command.
      lastCommit.whenComplete((done, fault) -> applyAck(id, ack));
    }

    private void applyAck(String id, NodeMessage.Ack ack) {
      try {
        dispatcher
            .acknowledge(node, ack.id(), ack.done(), ack.reason())
            .whenComplete((done, fault) -> replyToAck(id, fault));
      } catch (DomainException e) {
        send(Envelope.error(id, Problem.of(e)));
      }
    }

    private void replyToAck(String id, Throwable fault) {
      if (fault != null) {
        send(Envelope.error(id, Problem.ofFailure(cause(fault))));
      } else if (id != null) {
        send(Envelope.of("accepted", id, json -> json.write("accepted", 1)));
      }
    }

    private static Throwable cause(Throwable fault) {
      return fault instanceof CompletionException ? fault.getCause() : fault;
    }

    private void replyToReadings(String id, ReadingBatch batch, Throwable fault) {
      if (fault != null) {
        send(Envelope.error(id, Problem.ofFailure(cause(fault))));
      } else if (id != null) {
        send(Envelope.of("accepted", id, json -> ReadingsJson.writeResult(json, batch)));
      } else if (!batch.rejected().isEmpty()) {
        send(rejectedFrame(batch));
      }
    }

    private String rejectedFrame(ReadingBatch batch) {
      Problem problem = new Problem(400, batch.rejected().get(0).reason());
      return Envelope.of(
          "error",
          null,
          json -> {
            problem.json().forEach(json::write);
            ReadingsJson.writeResult(json, batch);
          });
    }

    @Override
    public void onClose() {
      dispatcher.disconnected(node, channel);
      sockets.computeIfPresent(
          node,
          (any, open) -> {
            open.remove(session);
            return open.isEmpty() ? null : open;
          });
    }
  }
}
