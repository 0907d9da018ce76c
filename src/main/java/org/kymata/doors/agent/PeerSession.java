package org.kymata.doors.agent;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kymata.doors.agent.Meeting.Phase;
import org.kymata.hosts.CannotConnect;
import org.kymata.hosts.CannotConnect.Code;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostAddress;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;

/**
 * One connection to another Kymata: its welcome, then the values of the machine that it runs on,
 * which are asked for as long as the host is not stopped.
 */
final class PeerSession extends FrameHandler implements Speaker {

  private final Parts parts;
  private final Side side;
  private final Meeting meeting;
  private final HostAddress address;
  private final Silence silence = new Silence();
  private final PeerLink link = new PeerLink(this);
  private PeerFrame.Welcome welcome;
  private AgentLine.Hello hello;
  private PeerVoice voice;
  private PeerIntake intake;
  private boolean running;

  PeerSession(Parts parts, Side side, HostAddress address) {
    this.parts = parts;
    this.side = side;
    this.meeting = new Meeting(parts, side, this, PeerRefusals::silentlyClosed);
    this.address = address;
  }

  @Override
  void opened(Channel channel) {
    voice = new PeerVoice(channel, parts.xray());
  }

  @Override
  void connected() {
    again(this::look, Silence.LOOK_MILLIS);
  }

  private void look() {
    if (meeting.phase() == Phase.WELCOMED) {
      voice.beAlive();
    }
    if (isHeld()) {
      // It is not read on, so it cannot be heard.
      return;
    }
    boolean stranger = meeting.phase() == Phase.STRANGER;
    if (silence.look(stranger) == Silence.Verdict.GIVE_UP) {
      meeting.over(
          new CannotConnect(
              Code.TIMEOUT,
              stranger
                  ? "the connection was taken, but no Kymata said welcome"
                  : "nothing was heard for 45 s"));
    }
  }

  private boolean isHeld() {
    return meeting.phase() == Phase.ADMITTING
        || (meeting.phase() == Phase.WELCOMED && intake.isFull());
  }

  @Override
  void heard() {
    silence.heard();
  }

  @Override
  void closing(int code, String reason) {
    if (meeting.phase() != Phase.OVER) {
      meeting.over(PeerRefusals.ofClose(code, reason));
    }
  }

  @Override
  void noText() {
    meeting.over(PeerRefusals.noKymata());
  }

  @Override
  void text(String frame) {
    try {
      PeerFrame said = PeerFrames.read(frame, welcome == null ? null : welcome.machine());
      if (meeting.phase() == Phase.STRANGER) {
        first(said);
      } else if (meeting.phase() == Phase.WELCOMED) {
        take(frame, said);
      }
    } catch (DomainException e) {
      if (meeting.phase() == Phase.WELCOMED) {
        intake.refused(frame, e.getMessage());
      } else {
        meeting.over(new CannotConnect(Code.WRONG_PROTOCOL, e.getMessage()));
      }
    }
  }

  private void first(PeerFrame said) {
    if (welcome != null) {
      // It waits to be let in, and nothing was asked for yet.
      return;
    }
    if (!(said instanceof PeerFrame.Welcome found)) {
      meeting.over(
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
            AgentLine.Hello.freshRun());
    side.met(this, hello);
  }

  private void take(String frame, PeerFrame said) {
    if (said instanceof PeerFrame.Measured measured) {
      // What was on its way when the host was stopped is dropped.
      if (running && !intake.offer(frame, measured)) {
        meeting.over(
            new CannotConnect(Code.TIMEOUT, "it sends faster than its samples can be stored"));
      }
      goOn();
    } else if (said instanceof PeerFrame.Facts facts) {
      if (!facts.machine().equals(welcome.machine())) {
        throw DomainException.badInput("vitals of another machine were not asked for");
      }
      parts.pictures().facts(meeting.node(), facts.facts());
      intake.note(frame, said.toString(), List.of());
    } else if (said instanceof PeerFrame.Complaint complaint) {
      meeting.over(PeerRefusals.of(complaint));
    } else if (said instanceof PeerFrame.Welcome) {
      throw DomainException.badInput("welcome was said already");
    }
  }

  /** Takes what waits, as far as the store does. */
  @Override
  public void goOn() {
    if (meeting.phase() == Phase.WELCOMED) {
      intake.goOn();
    }
    read(!isHeld());
  }

  /** Asks for the values, or for no more of them. */
  void run(boolean wanted) {
    if (meeting.phase() == Phase.WELCOMED) {
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
    return meeting.admit(as, hello, link, dialled);
  }

  @Override
  public void admitted(Host host, long from, StoredTimes.Times known) {
    if (!meeting.welcome()) {
      return;
    }
    NodeId node = meeting.node();
    // No word about what is stored: that Kymata keeps its own history.
    intake = new PeerIntake(parts, node, new Samples(parts, node, seq -> {}, known, this));
    voice.of(node);
    if (host.running()) {
      run(true);
    }
    meeting.welcomed();
  }

  @Override
  public void notAdmitted(DomainException fault) {
    meeting.notAdmitted(fault);
  }

  @Override
  public Door door() {
    return Door.KYMATA;
  }

  @Override
  public void refuse(String fault) {
    meeting.over(new CannotConnect(Code.WRONG_PROTOCOL, fault));
  }

  @Override
  public void notStored(String fault) {
    meeting.over(new CannotConnect(Code.TIMEOUT, fault));
  }

  @Override
  public void close(CannotConnect cause) {
    onLoop(() -> meeting.over(cause));
  }

  @Override
  boolean isKnown(Throwable fault) {
    CannotConnect cause = PeerRefusals.ofFault(fault, address.host());
    if (cause != null) {
      meeting.over(cause);
    }
    return cause != null;
  }

  @Override
  void closed() {
    meeting.closed();
  }
}
