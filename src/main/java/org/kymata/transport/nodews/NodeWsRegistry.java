package org.kymata.transport.nodews;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.commands.CommandDispatcher;
import org.kymata.commands.CommandRequest;
import org.kymata.commands.CommandService;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.messages.MessageLog;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyChanged;
import org.kymata.nodes.NodeKeyRejectedException;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.SenderAdopted;
import org.kymata.nodes.SenderRevoked;
import org.kymata.nodes.Transport;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.security.Caller;
import org.kymata.server.WebSocketConnections;
import org.kymata.transport.websocket.OutboundQueue;
import org.kymata.transport.websocket.ReplyExecutor;

/** All connections to the node port, and the messages between them. Thread-safe. */
@ApplicationScoped
public class NodeWsRegistry implements MetricSource {

  /**
   * Limit of all connections; {@link #MAX_PENDING} of them may belong to senders that are not
   * adopted.
   */
  private static final int MAX_OPEN = 6_000;

  private static final int MAX_PENDING = 4_000;

  private final Set<NodeWsSession> open = ConcurrentHashMap.newKeySet();
  // The adopted pages among them: few, and each reading goes to all of them.
  private final Set<NodeWsSession> pages = ConcurrentHashMap.newKeySet();

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService ingest;
  @Inject private Adoption adoption;
  @Inject private CommandService commands;
  @Inject private CommandDispatcher dispatcher;
  @Inject private ReplyExecutor replies;
  @Inject private MessageLog messageLog;
  @Inject private WebSocketConnections connections;

  /** Registers a new connection; closes it when there are too many. */
  NodeWsSession open(Session session, Caller.UnauthenticatedSender unauthenticated) {
    NodeWsSession connection = new NodeWsSession(this, session, unauthenticated);
    open.add(connection);
    connection.resumeBinding();
    boolean full = open.size() > MAX_OPEN;
    if (full || !connection.isAdopted() && pendingCount() > MAX_PENDING) {
      connection.close(CloseCodes.TRY_AGAIN_LATER, "too many connections are open");
    }
    return connection;
  }

  private long pendingCount() {
    return open.size() <= MAX_PENDING ? 0 : open.stream().filter(each -> !each.isAdopted()).count();
  }

  void onClosed(NodeWsSession connection) {
    open.remove(connection);
  }

  WebSocketConnections connections() {
    return connections;
  }

  Adoption adoption() {
    return adoption;
  }

  /** Counts a message that could not be decoded. */
  void countMalformed() {
    ingest.countMalformed(Transport.NODE_WS);
  }

  /** Counts and logs a message without the node's key, or with a wrong one. */
  void onKeyRejected(String frame, NodeKeyRejectedException rejection) {
    countMalformed();
    String fault = rejection.getMessage();
    rejection
        .tracedNode()
        .ifPresent(node -> messageLog.received(node, Transport.NODE_WS, frame, "", fault));
  }

  /** Number of open connections. */
  public int openCount() {
    return open.size();
  }

  void register(NodeId node, NodeWsChannel channel) {
    dispatcher.connected(node, channel);
  }

  void unregister(NodeId node, NodeWsChannel channel) {
    dispatcher.disconnected(node, channel);
  }

  void register(NodeWsSession page) {
    pages.add(page);
  }

  void unregister(NodeWsSession page) {
    pages.remove(page);
  }

  MessageLog messageLog() {
    return messageLog;
  }

  /**
   * Submits readings; after their commit, pages get the frame, or the node an error if it failed.
   */
  void submit(
      NodeWsSession from,
      NodeId node,
      String raw,
      NodeWsMessage message,
      List<ReadingBatch.UncheckedReading> drafts) {
    ReadingBatch batch = new ReadingBatch(nodes, catalog, node, System.currentTimeMillis());
    drafts.forEach(batch::add);
    String firstError = batch.rejected().isEmpty() ? null : batch.rejected().get(0).reason();
    messageLog.received(
        node,
        Transport.NODE_WS,
        () -> new MessageLog.Content(raw, NodeWsMessage.describe(drafts), firstError));
    if (firstError != null) {
      from.send(NodeWsMessage.error(firstError));
    }
    var stored = ingest.submit(Transport.NODE_WS, batch);
    if (batch.accepted().isEmpty()) {
      return;
    }
    stored.whenComplete((done, fault) -> replies.execute(() -> onCommitted(from, message, fault)));
  }

  private void onCommitted(NodeWsSession from, NodeWsMessage message, Throwable fault) {
    if (fault != null) {
      Throwable cause = fault.getCause() == null ? fault : fault.getCause();
      from.send(
          NodeWsMessage.error(
              cause instanceof DomainException
                  ? cause.getMessage()
                  : "the hub failed at this; its log says why"));
      return;
    }
    if (!pages.isEmpty()) {
      String frame = message.toPageFrame();
      pages.forEach(page -> page.send(frame));
    }
  }

  /**
   * Sends a page's command to the nodes that are connected here.
   *
   * @throws DomainException when none is connected, or the command is not valid
   */
  void submitCommand(NodeWsSession from, NodeWsMessage.PageCommand pageCommand, String by) {
    List<NodeId> targets = open.stream().flatMap(each -> each.node().stream()).distinct().toList();
    if (pageCommand.node() != null) {
      NodeId id = nodes.find(pageCommand.node()).map(Node::id).orElse(null);
      targets = targets.stream().filter(each -> each.equals(id)).toList();
    }
    if (targets.isEmpty()) {
      throw new DomainException(
          Kind.NOT_FOUND,
          pageCommand.node() == null
              ? "no node is connected at this port"
              : "no such node is connected at this port");
    }
    CommandRequest request =
        new CommandRequest(null, pageCommand.action(), pageCommand.arguments(), null);
    for (NodeId node : targets) {
      commands
          .submit(node, request, by)
          .whenComplete((command, fault) -> reportFailure(from, fault));
    }
  }

  private static void reportFailure(NodeWsSession from, Throwable fault) {
    if (fault != null) {
      from.send(
          NodeWsMessage.error(
              fault instanceof DomainException
                  ? fault.getMessage()
                  : "the hub failed at this; its log says why"));
    }
  }

  /** Sends a command to a node. */
  void send(NodeId node, OutboundQueue queue, String frame, String action) {
    queue.send(frame);
    messageLog.sent(node, Transport.NODE_WS, frame, action);
  }

  void onAdopted(@Observes SenderAdopted adopted) {
    open.stream()
        .filter(each -> adopted.sender().equals(each.sender()) && !each.isByKey())
        .forEach(each -> each.onAdopted(adopted.binding()));
  }

  void closeAffected(@Observes SenderRevoked revoked) {
    open.stream()
        .filter(each -> revoked.sender().equals(each.sender()))
        .filter(each -> !each.isByKey() || adoption.isBlocked(revoked.sender().address()))
        .forEach(each -> each.close(CloseCodes.VIOLATED_POLICY, "not adopted any more"));
  }

  void closeAffected(@Observes NodeKeyChanged changed) {
    open.stream()
        .filter(each -> each.node().filter(changed.node()::equals).isPresent())
        .forEach(each -> each.close(CloseCodes.VIOLATED_POLICY, "the node's key was changed"));
  }

  /** Treats connections that have sent nothing for a while as pages. */
  void classifySilent(long nowMillis) {
    open.forEach(each -> each.classifyIfSilent(nowMillis));
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.gauge(
        "kymata_connections",
        "Open connections of this transport.",
        openCount(),
        "door",
        Transport.NODE_WS.wireName());
  }

  @PreDestroy
  void stop() {
    open.forEach(each -> each.close(CloseCodes.GOING_AWAY, "the hub is stopping"));
  }
}
