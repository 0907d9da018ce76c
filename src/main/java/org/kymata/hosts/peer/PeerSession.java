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
 * One connection to another Kymata: its welcome, then the values of the machine that it runs on,
 * which are asked for as long as the host is not stopped.
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

  public PeerSession(AgentContext parts, ConnectionOrigin side, HostAddress address) {
    this.context = parts;
    this.origin = side;
    this.handshake = new HandshakeState(parts, side, this, PeerConnectErrors::closedWithoutMessage);
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
      // It is not read on, so it cannot be heard.
      return;
    }
    boolean stranger = handshake.phase() == Phase.UNIDENTIFIED;
    if (idleTimeout.check(stranger) == IdleTimeout.Action.CLOSE) {
      handshake.end(
          new ConnectFailure(
              Code.TIMEOUT,
              stranger
                  ? "the connection was taken, but no Kymata said welcome"
                  : "nothing was heard for 45 s"));
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
      PeerMessage said =
          PeerMessageDecoder.decode(frame, welcome == null ? null : welcome.machine());
      if (handshake.phase() == Phase.UNIDENTIFIED) {
        handleFirst(said);
      } else if (handshake.phase() == Phase.WELCOMED) {
        handle(frame, said);
      }
    } catch (DomainException e) {
      if (handshake.phase() == Phase.WELCOMED) {
        sampleQueue.reject(frame, e.getMessage());
      } else {
        handshake.end(new ConnectFailure(Code.WRONG_PROTOCOL, e.getMessage()));
      }
    }
  }

  private void handleFirst(PeerMessage said) {
    if (welcome != null) {
      // It waits to be let in, and nothing was asked for yet.
      return;
    }
    if (!(said instanceof PeerMessage.Welcome found)) {
      handshake.end(
          said instanceof PeerMessage.ErrorMessage complaint
              ? PeerConnectErrors.of(complaint)
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

  private void handle(String frame, PeerMessage said) {
    if (said instanceof PeerMessage.ReadingsMessage measured) {
      // What was on its way when the host was stopped is dropped.
      if (running && !sampleQueue.offer(frame, measured)) {
        handshake.end(
            new ConnectFailure(Code.TIMEOUT, "it sends faster than its samples can be stored"));
      }
      resume();
    } else if (said instanceof PeerMessage.Facts facts) {
      if (!facts.machine().equals(welcome.machine())) {
        throw DomainException.badInput("vitals of another machine were not asked for");
      }
      context.snapshots().updateFacts(handshake.node(), facts.facts());
      sampleQueue.traceInbound(frame, said.toString(), List.of());
    } else if (said instanceof PeerMessage.ErrorMessage complaint) {
      handshake.end(PeerConnectErrors.of(complaint));
    } else if (said instanceof PeerMessage.Welcome) {
      throw DomainException.badInput("welcome was said already");
    }
  }

  /** Takes what waits, as far as the store does. */
  @Override
  public void resume() {
    if (handshake.phase() == Phase.WELCOMED) {
      sampleQueue.submitWaiting();
    }
    setAutoRead(!isPaused());
  }

  /** Asks for the values, or for no more of them. */
  void setRunning(boolean wanted) {
    if (handshake.phase() == Phase.WELCOMED) {
      running = wanted;
      if (wanted) {
        writer.subscribe(welcome.machine());
      } else {
        sampleQueue.clear();
        writer.unsubscribe();
      }
    }
  }

  @Override
  public CompletableFuture<Void> admit(NodeId as, boolean dialled) {
    return handshake.admit(as, hello, connection, dialled);
  }

  @Override
  public void onAdmitted(Host host, long from, SampleDeduplicator.StoredTimestamps known) {
    if (!handshake.markWelcomed()) {
      return;
    }
    NodeId node = handshake.node();
    // No word about what is stored: that Kymata keeps its own history.
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
  public Transport door() {
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
