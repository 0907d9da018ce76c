package org.kymata.doors.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kymata.doors.agent.Meeting.Phase;
import org.kymata.hosts.CannotConnect;
import org.kymata.hosts.CannotConnect.Code;
import org.kymata.hosts.Host;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.platform.Ticks;

/**
 * One connection to an agent, whoever began it: who it is, then what it measures, until it is
 * silent for too long.
 */
final class AgentSession extends LineHandler implements Speaker {

  private static final int MAX_RAW = 2_048;

  private final Parts parts;
  private final Side side;
  private final Meeting meeting;
  private final Tables tables = new Tables();
  private final Silence silence = new Silence();
  private Mouth mouth;
  private AgentLine.Hello hello;
  private AgentLink link;
  private Samples samples;

  AgentSession(Parts parts, Side side) {
    this.parts = parts;
    this.side = side;
    this.meeting = new Meeting(parts, side, this, Refusals::silentlyClosed);
  }

  @Override
  void opened(Channel channel) {
    mouth = new Mouth(channel, parts.xray());
    link = new AgentLink(this, mouth);
    if (side.greeting() != null) {
      mouth.greet(parts.program(), side.greeting().key());
    }
    again(this::look, Silence.LOOK_MILLIS);
  }

  private void look() {
    if (isHeld()) {
      // It is not read on, so it cannot be heard.
      return;
    }
    boolean stranger = meeting.phase() == Phase.STRANGER;
    switch (silence.look(stranger)) {
      case GIVE_UP ->
          end(
              Code.TIMEOUT,
              stranger
                  ? "the connection was taken, but nobody said hello"
                  : "nothing was heard for 45 s");
      case ASK -> mouth.say(HubLines.PING);
      case WAIT -> {}
    }
  }

  /** Whoever begins otherwise is no agent, and may never end a line. */
  @Override
  void began(byte first) {
    if (meeting.phase() == Phase.STRANGER && first != '{' && first != '\r' && first != '\n') {
      meeting.over(Refusals.noAgent());
    }
  }

  @Override
  void lineTooLong(int most) {
    complain(null, "a line may have at most " + most + " bytes before LF");
  }

  @Override
  void lineNeverEnds() {
    end(Code.WRONG_PROTOCOL, "it sent a line that never ends");
  }

  @Override
  boolean isHeld() {
    return meeting.phase() == Phase.ADMITTING
        || (meeting.phase() == Phase.WELCOMED && samples.isFull());
  }

  @Override
  boolean isOver() {
    return meeting.phase() == Phase.OVER;
  }

  @Override
  void line(byte[] line) {
    // Only whole lines count: one that comes byte by byte is as good as none.
    silence.heard();
    if (line.length == 0) {
      return;
    }
    try {
      AgentLine said = AgentLines.read(line);
      if (meeting.phase() == Phase.STRANGER) {
        first(said);
      } else {
        take(line, said);
      }
    } catch (DomainException e) {
      complain(line, e.getMessage());
    }
  }

  private void first(AgentLine said) {
    if (hello == null && said instanceof AgentLine.Hello found) {
      hello = found;
      side.met(this, found);
    } else if (said instanceof AgentLine.Complaint complaint && side.greeting() != null) {
      meeting.over(Refusals.of(complaint.error()));
    } else {
      throw DomainException.badInput("the first line must be a hello, and then comes a welcome");
    }
  }

  private void take(byte[] line, AgentLine said) {
    List<String> faults = List.of();
    if (said instanceof AgentLine.Measured measured) {
      faults = samples.take(measured.sample(), link.isRunning(), link.intervalMillis());
    } else if (said instanceof AgentLine.Facts facts) {
      parts.pictures().facts(meeting.node(), facts.facts());
    } else if (said instanceof AgentLine.Table table) {
      tables
          .take(table)
          .ifPresent(whole -> parts.processes().came(meeting.node(), whole, Ticks.millis()));
    } else if (said instanceof AgentLine.Hello) {
      throw DomainException.badInput("hello was said already");
    }
    String fault = faults.isEmpty() ? null : summary(faults);
    note(line, said.toString(), fault);
    // A sample may have been on its way when its host was stopped: no word about that.
    if (fault != null && link.isRunning()) {
      mouth.complain(fault);
    }
  }

  private static String summary(List<String> faults) {
    int others = faults.size() - 1;
    return faults.get(0) + (others == 0 ? "" : " (and " + others + " more)");
  }

  private void complain(byte[] line, String fault) {
    parts.intake().countMalformed(Door.AGENT);
    if (meeting.phase() == Phase.STRANGER) {
      refuse(fault);
    } else if (meeting.phase() != Phase.OVER) {
      parts.links().countRefused(meeting.node(), 1);
      note(line, "", fault);
      mouth.complain(fault);
    }
  }

  private void note(byte[] line, String decoded, String fault) {
    parts
        .xray()
        .received(
            meeting.node(),
            Door.AGENT,
            () ->
                new MessageLog.Content(
                    line == null ? "" : new String(line, 0, Math.min(line.length, MAX_RAW), UTF_8),
                    decoded,
                    fault));
  }

  @Override
  public Door door() {
    return Door.AGENT;
  }

  @Override
  public void refuse(String fault) {
    mouth.say(HubLines.error(fault));
    meeting.over(Refusals.noAgent());
  }

  private void end(Code code, String fault) {
    if (meeting.phase() == Phase.WELCOMED) {
      mouth.say(HubLines.error(fault));
    }
    meeting.over(new CannotConnect(code, fault));
  }

  @Override
  public void close(CannotConnect cause) {
    onLoop(() -> meeting.over(cause));
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
    String run = hello.run();
    samples = new Samples(parts, node, seq -> parts.progress().stored(node, run, seq), known, this);
    allow(AgentLine.MAX_BYTES);
    mouth.of(node);
    mouth.say(HubLines.welcome(host, from));
    link.welcomed(host);
    meeting.welcomed();
  }

  @Override
  public void notAdmitted(DomainException fault) {
    mouth.say(HubLines.error(fault.getMessage()));
    meeting.notAdmitted(fault);
  }

  @Override
  public void notStored(String fault) {
    if (meeting.phase() == Phase.WELCOMED) {
      end(Code.TIMEOUT, fault);
    }
  }

  @Override
  void closed() {
    meeting.closed();
  }
}
