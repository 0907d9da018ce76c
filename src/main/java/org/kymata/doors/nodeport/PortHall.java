package org.kymata.doors.nodeport;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.access.Caller;
import org.kymata.commands.CommandDispatcher;
import org.kymata.commands.CommandRequest;
import org.kymata.commands.CommandService;
import org.kymata.doors.websocket.Connections;
import org.kymata.doors.websocket.Outbox;
import org.kymata.doors.websocket.Replies;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Door;
import org.kymata.nodes.KeyRejected;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyChanged;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.SenderAdopted;
import org.kymata.nodes.SenderDropped;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.platform.metrics.MetricSink;
import org.kymata.platform.metrics.MetricSource;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;

/** Everybody who is connected to the node port, and what passes between them. Thread-safe. */
@ApplicationScoped
public class PortHall implements MetricSource {

  /** The most connections, and the most of these that nobody adopted. */
  private static final int MAX_OPEN = 6_000;

  private static final int MAX_WAITING = 4_000;

  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  // Of these the adopted pages: each reading goes to them, and there are few.
  private final Set<Connection> pages = ConcurrentHashMap.newKeySet();

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService intake;
  @Inject private Adoption adoption;
  @Inject private CommandService commands;
  @Inject private CommandDispatcher dispatch;
  @Inject private Replies replies;
  @Inject private MessageLog xray;
  @Inject private Connections connections;

  /** A connection was opened. */
  Connection open(Session session, Caller.Guest guest) {
    Connection connection = new Connection(this, session, guest);
    open.add(connection);
    connection.begin();
    boolean full = open.size() > MAX_OPEN;
    if (full || !connection.isAdopted() && waitingCount() > MAX_WAITING) {
      connection.close(CloseCodes.TRY_AGAIN_LATER, "too many connections are open");
    }
    return connection;
  }

  private long waitingCount() {
    return open.size() <= MAX_WAITING ? 0 : open.stream().filter(each -> !each.isAdopted()).count();
  }

  void closed(Connection connection) {
    open.remove(connection);
  }

  Connections connections() {
    return connections;
  }

  Adoption adoption() {
    return adoption;
  }

  /** Something came that cannot be understood. */
  void countMalformed() {
    intake.countMalformed(Door.NODE_WS);
  }

  /** A message came without the key of its node, or with a wrong one. */
  void rejected(String frame, KeyRejected rejection) {
    countMalformed();
    String fault = rejection.getMessage();
    rejection.shownAt().ifPresent(node -> xray.received(node, Door.NODE_WS, frame, "", fault));
  }

  /** How many connections are open. */
  public int openCount() {
    return open.size();
  }

  void join(NodeId node, NodeLine line) {
    dispatch.connected(node, line);
  }

  void leave(NodeId node, NodeLine line) {
    dispatch.disconnected(node, line);
  }

  void join(Connection page) {
    pages.add(page);
  }

  void leave(Connection page) {
    pages.remove(page);
  }

  MessageLog xray() {
    return xray;
  }

  /** Takes readings in; pages see them and the node hears of errors once they are stored. */
  void take(
      Connection from,
      NodeId node,
      String raw,
      PortMessage message,
      List<ReadingBatch.UncheckedReading> drafts) {
    ReadingBatch submission = new ReadingBatch(nodes, catalog, node, System.currentTimeMillis());
    drafts.forEach(submission::add);
    String wrong = submission.rejected().isEmpty() ? null : submission.rejected().get(0).reason();
    xray.received(
        node, Door.NODE_WS, () -> new MessageLog.Content(raw, PortMessage.inWords(drafts), wrong));
    if (wrong != null) {
      from.answer(PortMessage.error(wrong));
    }
    var stored = intake.submit(Door.NODE_WS, submission);
    if (submission.accepted().isEmpty()) {
      return;
    }
    stored.whenComplete((done, fault) -> replies.inTurn(() -> pass(from, message, fault)));
  }

  private void pass(Connection from, PortMessage message, Throwable fault) {
    if (fault != null) {
      Throwable cause = fault.getCause() == null ? fault : fault.getCause();
      from.answer(
          PortMessage.error(
              cause instanceof DomainException
                  ? cause.getMessage()
                  : "the hub failed at this; its log says why"));
      return;
    }
    if (!pages.isEmpty()) {
      String frame = message.forPages();
      pages.forEach(page -> page.answer(frame));
    }
  }

  /**
   * Orders what a page wants, of the nodes that are connected here.
   *
   * @throws DomainException when there is none, or the order cannot be taken
   */
  void order(Connection from, PortMessage.Wish wish, String by) {
    List<NodeId> here = open.stream().flatMap(each -> each.node().stream()).distinct().toList();
    if (wish.node() != null) {
      NodeId wanted = nodes.find(wish.node()).map(Node::id).orElse(null);
      here = here.stream().filter(each -> each.equals(wanted)).toList();
    }
    if (here.isEmpty()) {
      throw new DomainException(
          Kind.NOT_FOUND,
          wish.node() == null
              ? "no node is connected at this port"
              : "no such node is connected at this port");
    }
    CommandRequest order = new CommandRequest(null, wish.action(), wish.arguments(), null);
    for (NodeId node : here) {
      commands.submit(node, order, by).whenComplete((command, fault) -> refused(from, fault));
    }
  }

  private static void refused(Connection from, Throwable fault) {
    if (fault != null) {
      from.answer(
          PortMessage.error(
              fault instanceof DomainException
                  ? fault.getMessage()
                  : "the hub failed at this; its log says why"));
    }
  }

  /** Sends a command to a node. */
  void sendTo(NodeId node, Outbox outbox, String frame, String action) {
    outbox.send(frame);
    xray.sent(node, Door.NODE_WS, frame, action);
  }

  void goOn(@Observes SenderAdopted adopted) {
    open.stream()
        .filter(each -> adopted.sender().equals(each.sender()) && !each.isByKey())
        .forEach(each -> each.adopted(adopted.as()));
  }

  void close(@Observes SenderDropped dropped) {
    open.stream()
        .filter(each -> dropped.sender().equals(each.sender()))
        .filter(each -> !each.isByKey() || adoption.isBlocked(dropped.sender().address()))
        .forEach(each -> each.close(CloseCodes.VIOLATED_POLICY, "not adopted any more"));
  }

  void close(@Observes NodeKeyChanged changed) {
    open.stream()
        .filter(each -> each.node().filter(changed.node()::equals).isPresent())
        .forEach(each -> each.close(CloseCodes.VIOLATED_POLICY, "the node's key was changed"));
  }

  /** Takes those for pages that only listen. */
  void decide(long nowMillis) {
    open.forEach(each -> each.decide(nowMillis));
  }

  @Override
  public void tell(MetricSink sink) {
    sink.gauge(
        "kymata_connections",
        "Open connections, of this door.",
        openCount(),
        "door",
        Door.NODE_WS.wireName());
  }

  @PreDestroy
  void stop() {
    open.forEach(each -> each.close(CloseCodes.GOING_AWAY, "the hub is stopping"));
  }
}
