package org.kymata.hosts.agent;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.HostConnection;
import org.kymata.nodes.NodeId;

/**
 * How far the hub and the other end of a connection have come with each other, from the first word
 * to the end, whatever they speak. The connection's event loop's thread only, where nothing else is
 * said.
 */
public final class HandshakeState {

  /** How far they have come. */
  public enum Phase {
    /** It has not said who it is, or nobody has decided about it. */
    UNIDENTIFIED,
    /** The hub looks whether it may. */
    ADMITTING,
    /** It is the host. */
    WELCOMED,
    /** Nothing that it says counts any more. */
    CLOSED
  }

  private final AgentContext context;
  private final ConnectionOrigin origin;
  private final AgentChannel channel;
  private final Supplier<ConnectFailure> closedWithoutMessage;
  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private Phase phase = Phase.UNIDENTIFIED;
  private boolean wasWelcomed;
  private NodeId node;
  private HostConnection connection;
  private ConnectFailure endCause;

  /**
   * With a stranger.
   *
   * @param silentlyClosed what it means when it goes without a word
   */
  public HandshakeState(
      AgentContext parts,
      ConnectionOrigin side,
      AgentChannel speaker,
      Supplier<ConnectFailure> silentlyClosed) {
    this.context = parts;
    this.origin = side;
    this.channel = speaker;
    this.closedWithoutMessage = silentlyClosed;
  }

  public Phase phase() {
    return phase;
  }

  /** The host that it is; null for a stranger. */
  public NodeId node() {
    return node;
  }

  /** As {@link AgentChannel#admit}; from any thread. */
  public CompletableFuture<Void> admit(
      NodeId as, AgentMessage.Hello hello, HostConnection line, boolean dialled) {
    channel.runOnLoop(
        () -> {
          if (phase == Phase.UNIDENTIFIED && channel.isOpen()) {
            phase = Phase.ADMITTING;
            node = as;
            connection = line;
            // Holds the reading up.
            channel.resume();
            new AgentAdmission(context, channel, as, hello, line, dialled).start();
          }
        });
    return welcomed;
  }

  /** From now on it is the host; false when it is too late for that. */
  public boolean markWelcomed() {
    if (phase != Phase.ADMITTING || !channel.isOpen()) {
      reportDisconnected("the connection was closed");
      return false;
    }
    phase = Phase.WELCOMED;
    wasWelcomed = true;
    return true;
  }

  /** It was welcomed, and all is there for what it says next. */
  public void welcomed() {
    welcomed.complete(null);
    channel.resume();
  }

  /** It could not be let in. */
  public void admissionFailed(DomainException fault) {
    welcomed.completeExceptionally(fault);
    // It may have been closed before it was known as connected.
    reportDisconnected(fault.getMessage());
    end(ConnectErrors.of(fault));
  }

  /** Ends it; the first reason counts. */
  public void end(ConnectFailure cause) {
    if (endCause == null) {
      endCause = cause;
    }
    phase = Phase.CLOSED;
    channel.disconnect();
  }

  /** The connection is gone. */
  public void closed() {
    phase = Phase.CLOSED;
    ConnectFailure cause = endCause != null || wasWelcomed ? endCause : closedWithoutMessage.get();
    welcomed.completeExceptionally(cause == null ? closedWithoutMessage.get() : cause);
    if (node != null) {
      reportDisconnected(cause == null ? "the connection was closed" : cause.getMessage());
    }
    origin.onEnded(cause);
  }

  private void reportDisconnected(String reason) {
    context.connections().disconnected(node, connection, reason);
  }
}
