package org.kymata.hosts.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.hosts.Host;
import org.kymata.hosts.agent.HandshakeState.Phase;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.time.MonotonicClock;

/**
 * One connection to an agent, whoever began it: who it is, then what it measures, until it is
 * silent for too long.
 */
final class AgentSession extends AgentLineHandler implements AgentChannel {

  private static final int MAX_RAW = 2_048;

  private final AgentContext context;
  private final ConnectionOrigin origin;
  private final HandshakeState handshake;
  private final ProcessTableAssembler processTables = new ProcessTableAssembler();
  private final IdleTimeout idleTimeout = new IdleTimeout();
  private AgentWriter writer;
  private AgentMessage.Hello hello;
  private AgentConnection connection;
  private SampleSubmitter submitter;

  AgentSession(AgentContext parts, ConnectionOrigin side) {
    this.context = parts;
    this.origin = side;
    this.handshake = new HandshakeState(parts, side, this, ConnectErrors::closedWithoutMessage);
  }

  @Override
  void onOpen(Channel channel) {
    writer = new AgentWriter(channel, context.messages());
    connection = new AgentConnection(this, writer);
    if (origin.hubCredentials() != null) {
      writer.writeHello(context.program(), origin.hubCredentials().key());
    }
    scheduleRepeating(this::checkIdle, IdleTimeout.CHECK_MILLIS);
  }

  private void checkIdle() {
    if (isPaused()) {
      // It is not read on, so it cannot be heard.
      return;
    }
    boolean stranger = handshake.phase() == Phase.UNIDENTIFIED;
    switch (idleTimeout.check(stranger)) {
      case CLOSE ->
          fail(
              Code.TIMEOUT,
              stranger
                  ? "the connection was taken, but nobody said hello"
                  : "nothing was heard for 45 s");
      case PING -> writer.send(HubMessageEncoder.PING);
      case WAIT -> {}
    }
  }

  /** Whoever begins otherwise is no agent, and may never end a line. */
  @Override
  void onFirstByte(byte first) {
    if (handshake.phase() == Phase.UNIDENTIFIED && first != '{' && first != '\r' && first != '\n') {
      handshake.end(ConnectErrors.notAgent());
    }
  }

  @Override
  void onLineTooLong(int most) {
    reportError(null, "a line may have at most " + most + " bytes before LF");
  }

  @Override
  void onEndlessLine() {
    fail(Code.WRONG_PROTOCOL, "it sent a line that never ends");
  }

  @Override
  boolean isPaused() {
    return handshake.phase() == Phase.ADMITTING
        || (handshake.phase() == Phase.WELCOMED && submitter.isFull());
  }

  @Override
  boolean isFinished() {
    return handshake.phase() == Phase.CLOSED;
  }

  @Override
  void onLine(byte[] line) {
    // Only whole lines count: one that comes byte by byte is as good as none.
    idleTimeout.reset();
    if (line.length == 0) {
      return;
    }
    try {
      AgentMessage said = AgentMessageDecoder.decode(line);
      if (handshake.phase() == Phase.UNIDENTIFIED) {
        handleFirst(said);
      } else {
        handle(line, said);
      }
    } catch (DomainException e) {
      reportError(line, e.getMessage());
    }
  }

  private void handleFirst(AgentMessage said) {
    if (hello == null && said instanceof AgentMessage.Hello found) {
      hello = found;
      origin.onHello(this, found);
    } else if (said instanceof AgentMessage.ErrorMessage complaint
        && origin.hubCredentials() != null) {
      handshake.end(ConnectErrors.of(complaint.error()));
    } else {
      throw DomainException.badInput("the first line must be a hello, and then comes a welcome");
    }
  }

  private void handle(byte[] line, AgentMessage said) {
    List<String> faults = List.of();
    if (said instanceof AgentMessage.SampleMessage measured) {
      faults =
          submitter.submit(measured.sample(), connection.isRunning(), connection.intervalMillis());
    } else if (said instanceof AgentMessage.Facts facts) {
      context.snapshots().updateFacts(handshake.node(), facts.facts());
    } else if (said instanceof AgentMessage.ProcessTablePart table) {
      processTables
          .append(table)
          .ifPresent(
              whole ->
                  context.processes().received(handshake.node(), whole, MonotonicClock.millis()));
    } else if (said instanceof AgentMessage.Hello) {
      throw DomainException.badInput("hello was said already");
    }
    String fault = faults.isEmpty() ? null : summary(faults);
    traceInbound(line, said.toString(), fault);
    // A sample may have been on its way when its host was stopped: no word about that.
    if (fault != null && connection.isRunning()) {
      writer.sendError(fault);
    }
  }

  private static String summary(List<String> faults) {
    int others = faults.size() - 1;
    return faults.get(0) + (others == 0 ? "" : " (and " + others + " more)");
  }

  private void reportError(byte[] line, String fault) {
    context.ingest().countMalformed(Transport.AGENT);
    if (handshake.phase() == Phase.UNIDENTIFIED) {
      reject(fault);
    } else if (handshake.phase() != Phase.CLOSED) {
      context.connections().countRejected(handshake.node(), 1);
      traceInbound(line, "", fault);
      writer.sendError(fault);
    }
  }

  private void traceInbound(byte[] line, String decoded, String fault) {
    context
        .messages()
        .received(
            handshake.node(),
            Transport.AGENT,
            () ->
                new MessageLog.Content(
                    line == null ? "" : new String(line, 0, Math.min(line.length, MAX_RAW), UTF_8),
                    decoded,
                    fault));
  }

  @Override
  public Transport door() {
    return Transport.AGENT;
  }

  @Override
  public void reject(String fault) {
    writer.send(HubMessageEncoder.error(fault));
    handshake.end(ConnectErrors.notAgent());
  }

  private void fail(Code code, String fault) {
    if (handshake.phase() == Phase.WELCOMED) {
      writer.send(HubMessageEncoder.error(fault));
    }
    handshake.end(new ConnectFailure(code, fault));
  }

  @Override
  public void close(ConnectFailure cause) {
    runOnLoop(() -> handshake.end(cause));
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
    String run = hello.run();
    submitter =
        new SampleSubmitter(
            context, node, seq -> context.ackTracker().stored(node, run, seq), known, this);
    setMaxLineBytes(AgentMessage.MAX_BYTES);
    writer.setNode(node);
    writer.send(HubMessageEncoder.welcome(host, from));
    connection.welcomed(host);
    handshake.welcomed();
  }

  @Override
  public void onAdmissionFailed(DomainException fault) {
    writer.send(HubMessageEncoder.error(fault.getMessage()));
    handshake.admissionFailed(fault);
  }

  @Override
  public void onStoreFailed(String fault) {
    if (handshake.phase() == Phase.WELCOMED) {
      fail(Code.TIMEOUT, fault);
    }
  }

  @Override
  void onClosed() {
    handshake.closed();
  }
}
