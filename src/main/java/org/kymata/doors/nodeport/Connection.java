package org.kymata.doors.nodeport;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.kymata.access.Caller;
import org.kymata.doors.websocket.Outbox;
import org.kymata.nodes.Adopted;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Door;
import org.kymata.nodes.KeyRejected;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Sender;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.platform.Ticks;
import org.kymata.readings.ingest.ReadingBatch.UncheckedReading;

/**
 * One connection to the node port. Whether a node or a page is at its other end shows by what it
 * says; a browser tells its origin and is a page at once, and whoever only listens is one after a
 * while. No lock is held while others are called.
 */
final class Connection {

  private static final Logger LOG = System.getLogger(Connection.class.getName());
  private static final long SILENCE_MILLIS = 2_000;

  private final PortHall hall;
  private final Session session;
  private final Outbox outbox;
  private final String address;
  private final Sender asNode;
  private final Sender asPage;
  private final NodeLine line;
  private final boolean fromBrowser;
  private final String origin;
  private final long openedMillis = Ticks.millis();
  private final AtomicReference<Adopted> attached = new AtomicReference<>();
  // Null until it shows who is there.
  private volatile Sender sender;
  private volatile boolean closed;

  Connection(PortHall hall, Session session, Caller.Guest guest) {
    this.hall = hall;
    this.session = session;
    this.outbox = new Outbox(session, hall.connections().unsent(session));
    this.line = new NodeLine(hall, outbox, this::isStill);
    this.address = guest.address();
    String origin = guest.origin();
    // A browser says truly which page it shows, so that no foreign page passes for an adopted one.
    // Some libraries of nodes say "file://", which no page of the web can.
    this.fromBrowser = !origin.isEmpty() && !origin.equalsIgnoreCase("file://");
    this.origin = guest.own() ? "" : origin;
    String suffix = fromBrowser ? " " + origin : "";
    this.asPage = new Sender(Door.NODE_WS, address, Sender.PAGE + suffix);
    this.asNode = new Sender(Door.NODE_WS, address, fromBrowser ? "node" + suffix : "");
  }

  /** Goes on as what it was adopted for earlier. */
  void begin() {
    if (fromBrowser) {
      admit(asPage, "", "a page opened a connection");
    } else if (hall.adoption().of(asNode).isPresent()) {
      admit(asNode, "", "");
    }
  }

  /** Takes it for a page when it has only listened so far. */
  void decide(long nowMillis) {
    if (sender == null && nowMillis - openedMillis >= SILENCE_MILLIS && takeForPage()) {
      admit(asPage, "", "a connection that only listens");
    }
  }

  private synchronized boolean takeForPage() {
    if (sender == null) {
      sender = asPage;
      return true;
    }
    return false;
  }

  Sender sender() {
    return sender;
  }

  boolean isAdopted() {
    return attached.get() != null;
  }

  Optional<NodeId> node() {
    return Optional.ofNullable(attached.get()).map(Adopted::node);
  }

  /** A text frame came. */
  void text(String frame) {
    if (hall.adoption().isBlocked(address)) {
      close(CloseCodes.VIOLATED_POLICY, "blocked");
      return;
    }
    try {
      PortMessage message = PortMessage.read(frame);
      if (message.isOfNode()) {
        ofNode(frame, message);
      } else {
        ofPage(frame, message);
      }
    } catch (KeyRejected e) {
      rejected(frame, e);
    } catch (DomainException e) {
      refused(frame, e);
    }
  }

  /** No key, or a wrong one: it is no node, whatever it was before. */
  private void rejected(String frame, KeyRejected rejection) {
    leave(attached.getAndSet(null));
    hall.rejected(frame, rejection);
    answer(PortMessage.error(rejection.getMessage(), rejection.reason().code()));
    if (rejection.reason() == KeyRejected.Reason.THROTTLED) {
      close(CloseCodes.VIOLATED_POLICY, rejection.getMessage());
    }
  }

  /** Whether it is this node, by the key that counts now. */
  private boolean isStill(NodeId node) {
    Adopted as = attached.get();
    return as != null && node.equals(as.node()) && hall.adoption().holds(as);
  }

  /** Only what cannot be understood is wrong; that too much came at once is the hub's trouble. */
  private void refused(String frame, DomainException refusal) {
    if (refusal.kind() == Kind.TOO_MANY || refusal.kind() == Kind.UNAVAILABLE) {
      answer(PortMessage.error(refusal.getMessage()));
    } else {
      wrong(frame, refusal.getMessage());
    }
  }

  private void ofNode(String frame, PortMessage message) {
    isNow(asNode);
    if (message.key() != null) {
      adopted(hall.adoption().admitByKey(asNode, message.key()));
    }
    List<UncheckedReading> drafts = message.drafts();
    admit(asNode, frame, PortMessage.inWords(drafts))
        .map(Adopted::node)
        .ifPresent(node -> hall.take(this, node, frame, message, drafts));
  }

  private void ofPage(String frame, PortMessage message) {
    isNow(asPage);
    PortMessage.Wish wish = message.wish();
    if (admit(asPage, frame, wish.action() + " " + wish.arguments()).isEmpty()) {
      answer(PortMessage.error("waiting: an operator must adopt this page"));
      return;
    }
    hall.order(this, wish, "page " + address);
  }

  /** A binary frame came. */
  void binary(int bytes) {
    wrong("(" + bytes + " bytes, binary)", "frames must be texts that hold a JSON object");
  }

  private void wrong(String raw, String words) {
    hall.countMalformed();
    answer(PortMessage.error(words));
    try {
      admit(sender == null ? asNode : sender, raw, words)
          .map(Adopted::node)
          .ifPresent(node -> hall.xray().received(node, Door.NODE_WS, raw, "", words));
    } catch (KeyRejected e) {
      LOG.log(Level.TRACE, "what cannot be understood came without the node's key too", e);
    }
  }

  /** Takes note of who is there, and takes back what was thought before. */
  private void isNow(Sender shown) {
    Sender before;
    synchronized (this) {
      before = sender;
      sender = shown;
    }
    if (before != null && !before.equals(shown)) {
      leave(attached.getAndSet(null));
      hall.adoption().withdraw(before);
    }
  }

  private Optional<Adopted> admit(Sender shown, String raw, String decoded) {
    isNow(shown);
    Adoption adoption = hall.adoption();
    Adopted before = attached.get();
    if (before != null && before.isByKey() && !shown.isPage() && adoption.holds(before)) {
      return Optional.of(before);
    }
    Optional<Adopted> as =
        adoption
            .admit(shown, shown.isPage() || fromBrowser ? origin : "", raw, decoded)
            .filter(each -> each.isPage() == shown.isPage());
    as.ifPresentOrElse(this::adopted, () -> leave(attached.getAndSet(null)));
    return as;
  }

  /** Whether it is known by the key that it showed, and not by its address. */
  boolean isByKey() {
    Adopted as = attached.get();
    return as != null && as.isByKey();
  }

  /** It is adopted and goes on as that. */
  void adopted(Adopted as) {
    Adopted before = attached.getAndSet(as);
    if (as.equals(before)) {
      return;
    }
    leave(before);
    hall.connections().known(session);
    if (as.isPage()) {
      hall.join(this);
    } else {
      hall.join(as.node(), line);
    }
    if (closed) {
      // Meanwhile: nobody else would take it out again.
      leave(attached.getAndSet(null));
    }
  }

  private void leave(Adopted as) {
    if (as != null && as.isPage()) {
      hall.leave(this);
    } else if (as != null) {
      hall.leave(as.node(), line);
    }
  }

  /** Sends a frame. */
  void answer(String frame) {
    outbox.send(frame);
  }

  /** Closes it. */
  void close(CloseCodes code, String reason) {
    leave(attached.getAndSet(null));
    try {
      session.close(new CloseReason(code, reason));
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "a socket of the node port could not be closed", e);
    }
  }

  /** It is closed. */
  void closed() {
    closed = true;
    hall.closed(this);
    leave(attached.getAndSet(null));
  }
}
