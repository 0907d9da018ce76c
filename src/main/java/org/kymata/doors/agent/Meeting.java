package org.kymata.doors.agent;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.kymata.hosts.CannotConnect;
import org.kymata.hosts.HostLine;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;

/**
 * How far the hub and the other end of a connection have come with each other, from the first word
 * to the end, whatever they speak. The connection's event loop's thread only, where nothing else is
 * said.
 */
final class Meeting {

  /** How far they have come. */
  enum Phase {
    /** It has not said who it is, or nobody has decided about it. */
    STRANGER,
    /** The hub looks whether it may. */
    ADMITTING,
    /** It is the host. */
    WELCOMED,
    /** Nothing that it says counts any more. */
    OVER
  }

  private final Parts parts;
  private final Side side;
  private final Speaker speaker;
  private final Supplier<CannotConnect> silentlyClosed;
  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private Phase phase = Phase.STRANGER;
  private boolean wasWelcomed;
  private NodeId node;
  private HostLine link;
  private CannotConnect why;

  /**
   * With a stranger.
   *
   * @param silentlyClosed what it means when it goes without a word
   */
  Meeting(Parts parts, Side side, Speaker speaker, Supplier<CannotConnect> silentlyClosed) {
    this.parts = parts;
    this.side = side;
    this.speaker = speaker;
    this.silentlyClosed = silentlyClosed;
  }

  Phase phase() {
    return phase;
  }

  /** The host that it is; null for a stranger. */
  NodeId node() {
    return node;
  }

  /** As {@link Speaker#admit}; from any thread. */
  CompletableFuture<Void> admit(NodeId as, AgentLine.Hello hello, HostLine line, boolean dialled) {
    speaker.onLoop(
        () -> {
          if (phase == Phase.STRANGER && speaker.isOpen()) {
            phase = Phase.ADMITTING;
            node = as;
            link = line;
            // Holds the reading up.
            speaker.goOn();
            new Admission(parts, speaker, as, hello, line, dialled).begin();
          }
        });
    return welcomed;
  }

  /** From now on it is the host; false when it is too late for that. */
  boolean welcome() {
    if (phase != Phase.ADMITTING || !speaker.isOpen()) {
      lost("the connection was closed");
      return false;
    }
    phase = Phase.WELCOMED;
    wasWelcomed = true;
    return true;
  }

  /** It was welcomed, and all is there for what it says next. */
  void welcomed() {
    welcomed.complete(null);
    speaker.goOn();
  }

  /** It could not be let in. */
  void notAdmitted(DomainException fault) {
    welcomed.completeExceptionally(fault);
    // It may have been closed before it was known as connected.
    lost(fault.getMessage());
    over(Refusals.of(fault));
  }

  /** Ends it; the first reason counts. */
  void over(CannotConnect cause) {
    if (why == null) {
      why = cause;
    }
    phase = Phase.OVER;
    speaker.hangUp();
  }

  /** The connection is gone. */
  void closed() {
    phase = Phase.OVER;
    CannotConnect cause = why != null || wasWelcomed ? why : silentlyClosed.get();
    welcomed.completeExceptionally(cause == null ? silentlyClosed.get() : cause);
    if (node != null) {
      lost(cause == null ? "the connection was closed" : cause.getMessage());
    }
    side.ended(cause);
  }

  private void lost(String reason) {
    parts.links().lost(node, link, reason);
  }
}
