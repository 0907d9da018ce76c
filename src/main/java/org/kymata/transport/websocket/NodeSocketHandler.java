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

/** The part of a node on {@code /ws}: it sends readings and hears what became of them. */
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
  @Inject private CommandDispatcher dispatch;
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
      // Revoked between the access filter and here, when this socket could not be found yet.
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
        "Open connections, of this door.",
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
    // The last readings of this socket: what comes after them is answered after their commit.
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
      // After its first frame, so that a hello is understood before commands go out.
      if (!connected) {
        connected = true;
        dispatch.connected(node, channel);
      }
    }

    private void sendError(String id, String frame, DomainException refusal) {
      if (refusal.kind() == Kind.BAD_INPUT || refusal.kind() == Kind.TOO_LARGE) {
        ingest.countMalformed(Transport.WS);
      }
      messageLog.received(
          node, Transport.WS, () -> new MessageLog.Content(frame, "", refusal.getMessage()));
      String answer = Envelope.error(id, Problem.of(refusal));
      messageLog.sent(node, Transport.WS, answer, answer);
      // From here and not in turn: a node that floods is read no faster than it is told of it.
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
      ReadingBatch submission = new ReadingBatch(nodes, catalog, node, System.currentTimeMillis());
      message.drafts().forEach(submission::add);
      messageLog.received(node, Transport.WS, () -> LoggedReadings.of(frame, submission));
      String id = message.envelope() ? message.id() : null;
      lastCommit = ingest.submit(Transport.WS, submission);
      lastCommit.whenComplete((done, fault) -> replyToReadings(id, submission, fault));
    }

    /** Whether it is no bare reading with a member "type" of its own. */
    private static boolean isControlMessage(ReadingsJson.Message message) {
      return message.envelope() || message.drafts().get(0).isEmpty();
    }

    private void hello(String id, String frame) {
      List<Action> actions = NodeMessage.actions(frame);
      messageLog.received(node, Transport.WS, frame, "hello", null);
      dispatch.declareCapabilities(node, actions);
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
      // In its turn: readings that were on their way before it must not pass for its proof.
      lastCommit.whenComplete((done, fault) -> applyAck(id, ack));
    }

    private void applyAck(String id, NodeMessage.Ack ack) {
      try {
        dispatch
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

    private void replyToReadings(String id, ReadingBatch submission, Throwable fault) {
      if (fault != null) {
        send(Envelope.error(id, Problem.ofFailure(cause(fault))));
      } else if (id != null) {
        send(Envelope.of("accepted", id, json -> ReadingsJson.writeResult(json, submission)));
      } else if (!submission.rejected().isEmpty()) {
        send(rejectedFrame(submission));
      }
    }

    private String rejectedFrame(ReadingBatch submission) {
      Problem problem = new Problem(400, submission.rejected().get(0).reason());
      return Envelope.of(
          "error",
          null,
          json -> {
            problem.json().forEach(json::write);
            ReadingsJson.writeResult(json, submission);
          });
    }

    @Override
    public void onClose() {
      dispatch.disconnected(node, channel);
      sockets.computeIfPresent(
          node,
          (any, open) -> {
            open.remove(session);
            return open.isEmpty() ? null : open;
          });
    }
  }
}
