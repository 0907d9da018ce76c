package org.kymata.hosts.agent;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.HostConnection;
import org.kymata.nodes.NodeId;

/**
 * The state of a connection's handshake, from the first message to the end, for every protocol.
 * Event loop's thread only, where no other message is handled meanwhile.
 */
public final class HandshakeState {

  /** The phase of the handshake. */
  public enum Phase {
    /** The other end has not sent its hello, or it is not decided yet. */
    UNIDENTIFIED,
    /** The hub is admitting the host. */
    ADMITTING,
    /** The host is admitted. */
    WELCOMED,
    /** Input is ignored. */
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
   * Creates the state of a new connection.
   *
   * @param closedWithoutMessage creates the failure of a connection that closed without a message
   */
  public HandshakeState(
      AgentContext context,
      ConnectionOrigin origin,
      AgentChannel channel,
      Supplier<ConnectFailure> closedWithoutMessage) {
    this.context = context;
    this.origin = origin;
    this.channel = channel;
    this.closedWithoutMessage = closedWithoutMessage;
  }

  public Phase phase() {
    return phase;
  }

  /** The host; null while it is not identified. */
  public NodeId node() {
    return node;
  }

  /** Implements {@link AgentChannel#admit}; from any thread. */
  public CompletableFuture<Void> admit(
      NodeId hostNode, AgentMessage.Hello hello, HostConnection hostConnection, boolean inbound) {
    channel.runOnLoop(
        () -> {
          if (phase == Phase.UNIDENTIFIED && channel.isOpen()) {
            phase = Phase.ADMITTING;
            node = hostNode;
            connection = hostConnection;
            // Applies the new phase, which pauses reading.
            channel.resume();
            new AgentAdmission(context, channel, hostNode, hello, hostConnection, inbound).start();
          }
        });
    return welcomed;
  }

  /** Marks the host as welcomed; false when the connection has ended. */
  public boolean markWelcomed() {
    if (phase != Phase.ADMITTING || !channel.isOpen()) {
      reportDisconnected("the connection was closed");
      return false;
    }
    phase = Phase.WELCOMED;
    wasWelcomed = true;
    return true;
  }

  /** Completes the admission, once everything is ready for the next message. */
  public void welcomed() {
    welcomed.complete(null);
    channel.resume();
  }

  /** Fails the admission. */
  public void admissionFailed(DomainException fault) {
    welcomed.completeExceptionally(fault);
    // The connection may have closed before it was registered.
    reportDisconnected(fault.getMessage());
    end(ConnectErrors.of(fault));
  }

  /** Ends the connection; the first cause is kept. */
  public void end(ConnectFailure cause) {
    if (endCause == null) {
      endCause = cause;
    }
    phase = Phase.CLOSED;
    channel.disconnect();
  }

  /** Handles the end of the connection. */
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
