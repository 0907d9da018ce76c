package org.kymata.transport.nodews;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyRejectedException;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;
import org.kymata.readings.ingest.ReadingBatch.UncheckedReading;
import org.kymata.security.Caller;
import org.kymata.time.MonotonicClock;
import org.kymata.transport.websocket.OutboundQueue;

/**
 * One connection to the node port. The messages show whether a node or a page is at the other end;
 * a browser sends its origin and counts as a page at once, a connection that sends nothing counts
 * as one after a while. Calls other objects without holding its lock.
 */
final class NodeWsSession {

  private static final Logger LOG = System.getLogger(NodeWsSession.class.getName());
  private static final long SILENT_PAGE_MILLIS = 2_000;

  private final NodeWsRegistry registry;
  private final Session session;
  private final OutboundQueue queue;
  private final String address;
  private final Sender nodeSender;
  private final Sender pageSender;
  private final NodeWsChannel channel;
  private final boolean fromBrowser;
  private final String origin;
  private final long openedMillis = MonotonicClock.millis();
  private final AtomicReference<Binding> binding = new AtomicReference<>();
  // Null until it is known whether this is a node or a page.
  private volatile Sender sender;
  private volatile boolean onClosed;

  NodeWsSession(
      NodeWsRegistry registry, Session session, Caller.UnauthenticatedSender unauthenticated) {
    this.registry = registry;
    this.session = session;
    this.queue = new OutboundQueue(session, registry.connections().unsentByteCounter(session));
    this.channel = new NodeWsChannel(registry, queue, this::isBoundTo);
    this.address = unauthenticated.address();
    String origin = unauthenticated.origin();
    // A browser sends the true origin of its page, so a page of another site cannot pass for an
    // adopted one. Some node libraries send "file://", which no page of the web can.
    this.fromBrowser = !origin.isEmpty() && !origin.equalsIgnoreCase("file://");
    this.origin = unauthenticated.fromOwnPage() ? "" : origin;
    String suffix = fromBrowser ? " " + origin : "";
    this.pageSender = new Sender(Transport.NODE_WS, address, Sender.PAGE + suffix);
    this.nodeSender = new Sender(Transport.NODE_WS, address, fromBrowser ? "node" + suffix : "");
  }

  /** Binds the connection to the node or page that its sender was adopted as before. */
  void resumeBinding() {
    if (fromBrowser) {
      admit(pageSender, "", "a page opened a connection");
    } else if (registry.adoption().find(nodeSender).isPresent()) {
      admit(nodeSender, "", "");
    }
  }

  /** Treats the connection as a page when it has sent nothing so far. */
  void classifyIfSilent(long nowMillis) {
    if (sender == null && nowMillis - openedMillis >= SILENT_PAGE_MILLIS && claimAsPage()) {
      admit(pageSender, "", "a connection that only listens");
    }
  }

  private synchronized boolean claimAsPage() {
    if (sender == null) {
      sender = pageSender;
      return true;
    }
    return false;
  }

  Sender sender() {
    return sender;
  }

  boolean isAdopted() {
    return binding.get() != null;
  }

  Optional<NodeId> node() {
    return Optional.ofNullable(binding.get()).map(Binding::node);
  }

  /** Handles a text frame. */
  void text(String frame) {
    if (registry.adoption().isBlocked(address)) {
      close(CloseCodes.VIOLATED_POLICY, "blocked");
      return;
    }
    try {
      NodeWsMessage message = NodeWsMessage.read(frame);
      if (message.isFromNode()) {
        handleNodeMessage(frame, message);
      } else {
        handlePageMessage(frame, message);
      }
    } catch (NodeKeyRejectedException e) {
      onKeyRejected(frame, e);
    } catch (DomainException e) {
      sendFailure(frame, e);
    }
  }

  /** Unbinds the connection: the key was missing or wrong. */
  private void onKeyRejected(String frame, NodeKeyRejectedException rejection) {
    unbind(binding.getAndSet(null));
    registry.onKeyRejected(frame, rejection);
    send(NodeWsMessage.error(rejection.getMessage(), rejection.reason().code()));
    if (rejection.reason() == NodeKeyRejectedException.Reason.THROTTLED) {
      close(CloseCodes.VIOLATED_POLICY, rejection.getMessage());
    }
  }

  /** Whether this connection is bound to the node, by a key that is still valid. */
  private boolean isBoundTo(NodeId node) {
    Binding adopted = binding.get();
    return adopted != null && node.equals(adopted.node()) && registry.adoption().isValid(adopted);
  }

  /** Sends an error; counts the frame as malformed unless the hub was overloaded. */
  private void sendFailure(String frame, DomainException failure) {
    if (failure.kind() == Kind.TOO_MANY || failure.kind() == Kind.UNAVAILABLE) {
      send(NodeWsMessage.error(failure.getMessage()));
    } else {
      rejectMalformed(frame, failure.getMessage());
    }
  }

  private void handleNodeMessage(String frame, NodeWsMessage message) {
    switchSender(nodeSender);
    if (message.key() != null) {
      onAdopted(registry.adoption().identifyByKey(nodeSender, message.key()));
    }
    List<UncheckedReading> drafts = message.drafts();
    admit(nodeSender, frame, NodeWsMessage.describe(drafts))
        .map(Binding::node)
        .ifPresent(node -> registry.submit(this, node, frame, message, drafts));
  }

  private void handlePageMessage(String frame, NodeWsMessage message) {
    switchSender(pageSender);
    NodeWsMessage.PageCommand command = message.pageCommand();
    if (admit(pageSender, frame, command.action() + " " + command.arguments()).isEmpty()) {
      send(NodeWsMessage.error("waiting: an operator must adopt this page"));
      return;
    }
    registry.submitCommand(this, command, "page " + address);
  }

  /** Rejects a binary frame. */
  void binary(int bytes) {
    rejectMalformed(
        "(" + bytes + " bytes, binary)", "frames must be texts that hold a JSON object");
  }

  private void rejectMalformed(String raw, String reason) {
    registry.countMalformed();
    send(NodeWsMessage.error(reason));
    try {
      admit(sender == null ? nodeSender : sender, raw, reason)
          .map(Binding::node)
          .ifPresent(
              node -> registry.messageLog().received(node, Transport.NODE_WS, raw, "", reason));
    } catch (NodeKeyRejectedException e) {
      LOG.log(Level.TRACE, "a malformed message came without the node's key", e);
    }
  }

  /** Remembers the sender; when it changed, unbinds and removes the pending node of the old one. */
  private void switchSender(Sender shown) {
    Sender previous;
    synchronized (this) {
      previous = sender;
      sender = shown;
    }
    if (previous != null && !previous.equals(shown)) {
      unbind(binding.getAndSet(null));
      registry.adoption().removePending(previous);
    }
  }

  private Optional<Binding> admit(Sender shown, String raw, String decoded) {
    switchSender(shown);
    Adoption adoption = registry.adoption();
    Binding previous = binding.get();
    if (previous != null && previous.isByKey() && !shown.isPage() && adoption.isValid(previous)) {
      return Optional.of(previous);
    }
    Optional<Binding> adopted =
        adoption
            .identify(shown, shown.isPage() || fromBrowser ? origin : "", raw, decoded)
            .filter(each -> each.isPage() == shown.isPage());
    adopted.ifPresentOrElse(this::onAdopted, () -> unbind(binding.getAndSet(null)));
    return adopted;
  }

  /** Whether it is bound by a key, not by its address. */
  boolean isByKey() {
    Binding adopted = binding.get();
    return adopted != null && adopted.isByKey();
  }

  /** Binds the connection to what its sender was adopted as. */
  void onAdopted(Binding adopted) {
    Binding previous = binding.getAndSet(adopted);
    if (adopted.equals(previous)) {
      return;
    }
    unbind(previous);
    registry.connections().markKnown(session);
    if (adopted.isPage()) {
      registry.register(this);
    } else {
      registry.register(adopted.node(), channel);
    }
    if (onClosed) {
      // It closed meanwhile, and no later event would unbind it.
      unbind(binding.getAndSet(null));
    }
  }

  private void unbind(Binding adopted) {
    if (adopted != null && adopted.isPage()) {
      registry.unregister(this);
    } else if (adopted != null) {
      registry.unregister(adopted.node(), channel);
    }
  }

  /** Sends a frame. */
  void send(String frame) {
    queue.send(frame);
  }

  /** Unbinds and closes the connection. */
  void close(CloseCodes code, String reason) {
    unbind(binding.getAndSet(null));
    try {
      session.close(new CloseReason(code, reason));
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "a socket of the node port could not be closed", e);
    }
  }

  /** Handles the end of the connection. */
  void onClosed() {
    onClosed = true;
    registry.onClosed(this);
    unbind(binding.getAndSet(null));
  }
}
