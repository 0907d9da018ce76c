package org.kymata.doors.agent;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kymata.hosts.CannotConnect;
import org.kymata.hosts.CannotConnect.Code;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostAddress;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.platform.Secrets;

/**
 * One connection to another Kymata: its welcome, then the values of the machine that it runs on,
 * which are asked for as long as the host is not stopped.
 */
final class PeerSession extends FrameHandler implements Speaker {

  private static final int RUN_LENGTH = 12;

  private enum Phase {
    /** It has not said who it is. */
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
  private final HostAddress address;
  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private final Silence silence = new Silence();
  private final PeerLink link = new PeerLink(this);
  private Phase phase = Phase.STRANGER;
  private PeerFrame.Welcome welcome;
  private AgentLine.Hello hello;
  private PeerVoice voice;
  private NodeId node;
  private PeerIntake intake;
  private boolean running;
  private CannotConnect why;

  PeerSession(Parts parts, Side side, HostAddress address) {
    this.parts = parts;
    this.side = side;
    this.address = address;
  }

  @Override
  void opened(Channel channel) {
    voice = new PeerVoice(channel, parts.xray());
  }

  @Override
  void connected() {
    listenForSilence();
  }

  private void listenForSilence() {
    later(
        () -> {
          if (isOpen()) {
            look();
            listenForSilence();
          }
        },
        Silence.LOOK_MILLIS);
  }

  private void look() {
    if (phase == Phase.WELCOMED) {
      voice.beAlive();
    }
    if (isHeld()) {
      // It is not read on, so it cannot be heard.
      return;
    }
    boolean stranger = phase == Phase.STRANGER;
    if (silence.look(stranger) == Silence.Verdict.GIVE_UP) {
      over(
          new CannotConnect(
              Code.TIMEOUT,
              stranger
                  ? "the connection was taken, but no Kymata said welcome"
                  : "nothing was heard for 45 s"));
    }
  }

  private boolean isHeld() {
    return phase == Phase.ADMITTING || (phase == Phase.WELCOMED && intake.isFull());
  }

  @Override
  void heard() {
    silence.heard();
  }

  @Override
  void closing(int code, String reason) {
    if (phase != Phase.OVER) {
      over(PeerRefusals.ofClose(code, reason));
    }
  }

  @Override
  void noText() {
    over(PeerRefusals.noKymata());
  }

  @Override
  void text(String frame) {
    try {
      PeerFrame said = PeerFrames.read(frame, welcome == null ? null : welcome.machine());
      if (phase == Phase.STRANGER) {
        first(said);
      } else if (phase == Phase.WELCOMED) {
        take(frame, said);
      }
    } catch (DomainException e) {
      if (phase == Phase.WELCOMED) {
        intake.refused(frame, e.getMessage());
      } else {
        over(new CannotConnect(Code.WRONG_PROTOCOL, e.getMessage()));
      }
    }
  }

  private void first(PeerFrame said) {
    if (welcome != null) {
      // It waits to be let in, and nothing was asked for yet.
      return;
    }
    if (!(said instanceof PeerFrame.Welcome found)) {
      over(
          said instanceof PeerFrame.Complaint complaint
              ? PeerRefusals.of(complaint)
              : PeerRefusals.noKymata());
      return;
    }
    welcome = found;
    hello =
        new AgentLine.Hello(
            "kymata/" + found.version(),
            null,
            found.machine(),
            found.host(),
            0,
            Secrets.randomId(RUN_LENGTH));
    side.met(this, hello);
  }

  private void take(String frame, PeerFrame said) {
    if (said instanceof PeerFrame.Measured measured) {
      // What was on its way when the host was stopped is dropped.
      if (running && !intake.offer(frame, measured)) {
        over(new CannotConnect(Code.TIMEOUT, "it sends faster than its samples can be stored"));
      }
      goOn();
    } else if (said instanceof PeerFrame.Facts facts) {
      if (!facts.machine().equals(welcome.machine())) {
        throw DomainException.badInput("vitals of another machine were not asked for");
      }
      parts.pictures().facts(node, facts.facts());
      intake.note(frame, said.toString(), List.of());
    } else if (said instanceof PeerFrame.Complaint complaint) {
      over(PeerRefusals.of(complaint));
    } else if (said instanceof PeerFrame.Welcome) {
      throw DomainException.badInput("welcome was said already");
    }
  }

  /** Takes what waits, as far as the store does. */
  @Override
  public void goOn() {
    if (phase == Phase.WELCOMED) {
      intake.goOn();
    }
    read(!isHeld());
  }

  /** Asks for the values, or for no more of them. */
  void run(boolean wanted) {
    if (phase == Phase.WELCOMED) {
      running = wanted;
      if (wanted) {
        voice.subscribe(welcome.machine());
      } else {
        intake.clear();
        voice.unsubscribe();
      }
    }
  }

  @Override
  public CompletableFuture<Void> admit(NodeId as, boolean dialled) {
    onLoop(
        () -> {
          if (phase == Phase.STRANGER && isOpen()) {
            phase = Phase.ADMITTING;
            node = as;
            goOn();
            new Admission(parts, this, as, hello, link, dialled).begin();
          }
        });
    return welcomed;
  }

  @Override
  public void admitted(Host host, long from, StoredTimes.Times known) {
    if (phase != Phase.ADMITTING || !isOpen()) {
      parts.links().lost(node, link, "the connection was closed");
      return;
    }
    phase = Phase.WELCOMED;
    // No word about what is stored: that Kymata keeps its own history.
    intake = new PeerIntake(parts, node, new Samples(parts, node, seq -> {}, known, this));
    voice.of(node);
    if (host.running()) {
      run(true);
    }
    welcomed.complete(null);
    goOn();
  }

  @Override
  public void notAdmitted(DomainException fault) {
    welcomed.completeExceptionally(fault);
    parts.links().lost(node, link, fault.getMessage());
    over(Refusals.of(fault));
  }

  @Override
  public void refuse(String fault) {
    over(new CannotConnect(Code.WRONG_PROTOCOL, fault));
  }

  @Override
  public void notStored(String fault) {
    over(new CannotConnect(Code.TIMEOUT, fault));
  }

  @Override
  public void close(CannotConnect cause) {
    onLoop(() -> over(cause));
  }

  private void over(CannotConnect cause) {
    if (why == null) {
      why = cause;
    }
    phase = Phase.OVER;
    hangUp();
  }

  @Override
  boolean isKnown(Throwable fault) {
    CannotConnect cause = PeerRefusals.ofFault(fault, address.host());
    if (cause != null) {
      over(cause);
    }
    return cause != null;
  }

  @Override
  void closed() {
    boolean wasWelcomed = intake != null;
    phase = Phase.OVER;
    CannotConnect cause = why != null || wasWelcomed ? why : PeerRefusals.silentlyClosed();
    welcomed.completeExceptionally(cause == null ? PeerRefusals.silentlyClosed() : cause);
    if (node != null) {
      parts
          .links()
          .lost(node, link, cause == null ? "the connection was closed" : cause.getMessage());
    }
    side.ended(cause);
  }
}
