package org.kymata.hosts.peer;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.agent.AgentChannel;
import org.kymata.hosts.agent.AgentContext;
import org.kymata.hosts.agent.AgentMessage;
import org.kymata.hosts.agent.ConnectionOrigin;
import org.kymata.hosts.agent.HandshakeState;
import org.kymata.hosts.agent.HandshakeState.Phase;
import org.kymata.hosts.agent.IdleTimeout;
import org.kymata.hosts.agent.SampleDeduplicator;
import org.kymata.hosts.agent.SampleSubmitter;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;

/**
 * One connection to another Kymata: the handshake, then the readings of its machine, subscribed
 * while the host's monitoring is on.
 */
public final class PeerSession extends PeerFrameHandler implements AgentChannel {

  private final AgentContext context;
  private final ConnectionOrigin origin;
  private final HandshakeState handshake;
  private final HostAddress address;
  private final IdleTimeout idleTimeout = new IdleTimeout();
  private final PeerConnection connection = new PeerConnection(this);
  private PeerMessage.Welcome welcome;
  private AgentMessage.Hello hello;
  private PeerWriter writer;
  private PeerSampleQueue sampleQueue;
  private boolean running;

  public PeerSession(AgentContext context, ConnectionOrigin origin, HostAddress address) {
    this.context = context;
    this.origin = origin;
    this.handshake =
        new HandshakeState(context, origin, this, PeerConnectErrors::closedWithoutMessage);
    this.address = address;
  }

  @Override
  void onAttached(Channel channel) {
    writer = new PeerWriter(channel, context.messages());
  }

  @Override
  void onConnected() {
    scheduleRepeating(this::checkIdle, IdleTimeout.CHECK_MILLIS);
  }

  private void checkIdle() {
    if (handshake.phase() == Phase.WELCOMED) {
      writer.pingIfDue();
    }
    if (isPaused()) {
      // Reading is paused, so its messages cannot arrive.
      return;
    }
    boolean isUnidentified = handshake.phase() == Phase.UNIDENTIFIED;
    if (idleTimeout.check(isUnidentified) == IdleTimeout.Action.CLOSE) {
      handshake.end(
          new ConnectFailure(
              Code.TIMEOUT,
              isUnidentified
                  ? "the other end accepted the connection, but sent no welcome"
                  : "the other end sent nothing for 45 s"));
    }
  }

  private boolean isPaused() {
    return handshake.phase() == Phase.ADMITTING
        || (handshake.phase() == Phase.WELCOMED && sampleQueue.isFull());
  }

  @Override
  void onActivity() {
    idleTimeout.reset();
  }

  @Override
  void onCloseFrame(int code, String reason) {
    if (handshake.phase() != Phase.CLOSED) {
      handshake.end(PeerConnectErrors.ofClose(code, reason));
    }
  }

  @Override
  void onUnexpectedFrame() {
    handshake.end(PeerConnectErrors.notKymata());
  }

  @Override
  void onText(String frame) {
    try {
      PeerMessage message =
          PeerMessageDecoder.decode(frame, welcome == null ? null : welcome.machine());
      if (handshake.phase() == Phase.UNIDENTIFIED) {
        handleFirst(message);
      } else if (handshake.phase() == Phase.WELCOMED) {
        handle(frame, message);
      }
    } catch (DomainException e) {
      if (handshake.phase() == Phase.WELCOMED) {
        sampleQueue.reject(frame, e.getMessage());
      } else {
        handshake.end(new ConnectFailure(Code.WRONG_PROTOCOL, e.getMessage()));
      }
    }
  }

  private void handleFirst(PeerMessage message) {
    if (welcome != null) {
      // The admission is not finished, and nothing is subscribed yet.
      return;
    }
    if (!(message instanceof PeerMessage.Welcome found)) {
      handshake.end(
          message instanceof PeerMessage.ErrorMessage error
              ? PeerConnectErrors.of(error)
              : PeerConnectErrors.notKymata());
      return;
    }
    welcome = found;
    hello =
        new AgentMessage.Hello(
            "kymata/" + found.version(),
            null,
            found.machine(),
            found.host(),
            0,
            AgentMessage.Hello.freshRun());
    origin.onHello(this, hello);
  }

  private void handle(String frame, PeerMessage message) {
    if (message instanceof PeerMessage.ReadingsMessage measured) {
      // Frames that were on their way when monitoring was paused are dropped.
      if (running && !sampleQueue.offer(frame, measured)) {
        handshake.end(
            new ConnectFailure(
                Code.TIMEOUT, "it sends samples faster than the hub can store them"));
      }
      resume();
    } else if (message instanceof PeerMessage.Facts facts) {
      if (!facts.machine().equals(welcome.machine())) {
        throw DomainException.badInput("facts of another machine were not subscribed");
      }
      context.snapshots().updateFacts(handshake.node(), facts.facts());
      sampleQueue.traceInbound(frame, message.toString(), List.of());
    } else if (message instanceof PeerMessage.ErrorMessage error) {
      handshake.end(PeerConnectErrors.of(error));
    } else if (message instanceof PeerMessage.Welcome) {
      throw DomainException.badInput("welcome was sent already");
    }
  }

  /** Submits queued samples, as far as the submitter takes them. */
  @Override
  public void resume() {
    if (handshake.phase() == Phase.WELCOMED) {
      sampleQueue.submitWaiting();
    }
    setAutoRead(!isPaused());
  }

  /** Subscribes or unsubscribes the readings. */
  void setRunning(boolean shouldRun) {
    if (handshake.phase() == Phase.WELCOMED) {
      running = shouldRun;
      if (shouldRun) {
        writer.subscribe(welcome.machine());
      } else {
        sampleQueue.clear();
        writer.unsubscribe();
      }
    }
  }

  @Override
  public CompletableFuture<Void> admit(NodeId hostNode, boolean inbound) {
    return handshake.admit(hostNode, hello, connection, inbound);
  }

  @Override
  public void onAdmitted(Host host, long from, SampleDeduplicator.StoredTimestamps known) {
    if (!handshake.markWelcomed()) {
      return;
    }
    NodeId node = handshake.node();
    // No acknowledgement: that Kymata keeps its own history.
    sampleQueue =
        new PeerSampleQueue(
            context, node, new SampleSubmitter(context, node, seq -> {}, known, this));
    writer.setNode(node);
    if (host.running()) {
      setRunning(true);
    }
    handshake.welcomed();
  }

  @Override
  public void onAdmissionFailed(DomainException fault) {
    handshake.admissionFailed(fault);
  }

  @Override
  public Transport transport() {
    return Transport.KYMATA;
  }

  @Override
  public void reject(String fault) {
    handshake.end(new ConnectFailure(Code.WRONG_PROTOCOL, fault));
  }

  @Override
  public void onStoreFailed(String fault) {
    handshake.end(new ConnectFailure(Code.TIMEOUT, fault));
  }

  @Override
  public void close(ConnectFailure cause) {
    runOnLoop(() -> handshake.end(cause));
  }

  @Override
  protected boolean handleKnownError(Throwable fault) {
    ConnectFailure cause = PeerConnectErrors.ofException(fault, address.host());
    if (cause != null) {
      handshake.end(cause);
    }
    return cause != null;
  }

  @Override
  void onClosed() {
    handshake.closed();
  }
}
