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
 * One connection to the node port. Whether a node or a page is at its other end shows by what it
 * says; a browser tells its origin and is a page at once, and whoever only listens is one after a
 * while. No lock is held while others are called.
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
  // Null until it shows who is there.
  private volatile Sender sender;
  private volatile boolean onClosed;

  NodeWsSession(NodeWsRegistry hall, Session session, Caller.UnauthenticatedSender guest) {
    this.registry = hall;
    this.session = session;
    this.queue = new OutboundQueue(session, hall.connections().unsentByteCounter(session));
    this.channel = new NodeWsChannel(hall, queue, this::isBoundTo);
    this.address = guest.address();
    String origin = guest.origin();
    // A browser says truly which page it shows, so that no foreign page passes for an adopted one.
    // Some libraries of nodes say "file://", which no page of the web can.
    this.fromBrowser = !origin.isEmpty() && !origin.equalsIgnoreCase("file://");
    this.origin = guest.fromOwnPage() ? "" : origin;
    String suffix = fromBrowser ? " " + origin : "";
    this.pageSender = new Sender(Transport.NODE_WS, address, Sender.PAGE + suffix);
    this.nodeSender = new Sender(Transport.NODE_WS, address, fromBrowser ? "node" + suffix : "");
  }

  /** Goes on as what it was adopted for earlier. */
  void resumeBinding() {
    if (fromBrowser) {
      admit(pageSender, "", "a page opened a connection");
    } else if (registry.adoption().find(nodeSender).isPresent()) {
      admit(nodeSender, "", "");
    }
  }

  /** Takes it for a page when it has only listened so far. */
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

  /** A text frame came. */
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

  /** No key, or a wrong one: it is no node, whatever it was before. */
  private void onKeyRejected(String frame, NodeKeyRejectedException rejection) {
    unbind(binding.getAndSet(null));
    registry.onKeyRejected(frame, rejection);
    send(NodeWsMessage.error(rejection.getMessage(), rejection.reason().code()));
    if (rejection.reason() == NodeKeyRejectedException.Reason.THROTTLED) {
      close(CloseCodes.VIOLATED_POLICY, rejection.getMessage());
    }
  }

  /** Whether it is this node, by the key that counts now. */
  private boolean isBoundTo(NodeId node) {
    Binding as = binding.get();
    return as != null && node.equals(as.node()) && registry.adoption().isValid(as);
  }

  /** Only what cannot be understood is wrong; that too much came at once is the hub's trouble. */
  private void sendFailure(String frame, DomainException refusal) {
    if (refusal.kind() == Kind.TOO_MANY || refusal.kind() == Kind.UNAVAILABLE) {
      send(NodeWsMessage.error(refusal.getMessage()));
    } else {
      rejectMalformed(frame, refusal.getMessage());
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
    NodeWsMessage.PageCommand wish = message.pageCommand();
    if (admit(pageSender, frame, wish.action() + " " + wish.arguments()).isEmpty()) {
      send(NodeWsMessage.error("waiting: an operator must adopt this page"));
      return;
    }
    registry.submitCommand(this, wish, "page " + address);
  }

  /** A binary frame came. */
  void binary(int bytes) {
    rejectMalformed(
        "(" + bytes + " bytes, binary)", "frames must be texts that hold a JSON object");
  }

  private void rejectMalformed(String raw, String words) {
    registry.countMalformed();
    send(NodeWsMessage.error(words));
    try {
      admit(sender == null ? nodeSender : sender, raw, words)
          .map(Binding::node)
          .ifPresent(
              node -> registry.messageLog().received(node, Transport.NODE_WS, raw, "", words));
    } catch (NodeKeyRejectedException e) {
      LOG.log(Level.TRACE, "what cannot be understood came without the node's key too", e);
    }
  }

  /** Takes note of who is there, and takes back what was thought before. */
  private void switchSender(Sender shown) {
    Sender before;
    synchronized (this) {
      before = sender;
      sender = shown;
    }
    if (before != null && !before.equals(shown)) {
      unbind(binding.getAndSet(null));
      registry.adoption().removePending(before);
    }
  }

  private Optional<Binding> admit(Sender shown, String raw, String decoded) {
    switchSender(shown);
    Adoption adoption = registry.adoption();
    Binding before = binding.get();
    if (before != null && before.isByKey() && !shown.isPage() && adoption.isValid(before)) {
      return Optional.of(before);
    }
    Optional<Binding> as =
        adoption
            .identify(shown, shown.isPage() || fromBrowser ? origin : "", raw, decoded)
            .filter(each -> each.isPage() == shown.isPage());
    as.ifPresentOrElse(this::onAdopted, () -> unbind(binding.getAndSet(null)));
    return as;
  }

  /** Whether it is known by the key that it showed, and not by its address. */
  boolean isByKey() {
    Binding as = binding.get();
    return as != null && as.isByKey();
  }

  /** It is adopted and goes on as that. */
  void onAdopted(Binding as) {
    Binding before = binding.getAndSet(as);
    if (as.equals(before)) {
      return;
    }
    unbind(before);
    registry.connections().markKnown(session);
    if (as.isPage()) {
      registry.register(this);
    } else {
      registry.register(as.node(), channel);
    }
    if (onClosed) {
      // Meanwhile: nobody else would take it out again.
      unbind(binding.getAndSet(null));
    }
  }

  private void unbind(Binding as) {
    if (as != null && as.isPage()) {
      registry.unregister(this);
    } else if (as != null) {
      registry.unregister(as.node(), channel);
    }
  }

  /** Sends a frame. */
  void send(String frame) {
    queue.send(frame);
  }

  /** Closes it. */
  void close(CloseCodes code, String reason) {
    unbind(binding.getAndSet(null));
    try {
      session.close(new CloseReason(code, reason));
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "a socket of the node port could not be closed", e);
    }
  }

  /** It is closed. */
  void onClosed() {
    onClosed = true;
    registry.onClosed(this);
    unbind(binding.getAndSet(null));
  }
}
