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
 * One connection to an agent, opened by either side: the handshake, then its samples, until it
 * closes or is idle for too long.
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

  AgentSession(AgentContext context, ConnectionOrigin origin) {
    this.context = context;
    this.origin = origin;
    this.handshake = new HandshakeState(context, origin, this, ConnectErrors::closedWithoutMessage);
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
      // Reading is paused, so its messages cannot arrive.
      return;
    }
    boolean isUnidentified = handshake.phase() == Phase.UNIDENTIFIED;
    switch (idleTimeout.check(isUnidentified)) {
      case CLOSE ->
          fail(
              Code.TIMEOUT,
              isUnidentified
                  ? "the other end accepted the connection, but sent no hello"
                  : "the other end sent nothing for 45 s");
      case PING -> writer.send(HubMessageEncoder.PING);
      case WAIT -> {}
    }
  }

  /** Closes a connection that begins like no agent; such a sender may never end a line. */
  @Override
  void onFirstByte(byte first) {
    if (handshake.phase() == Phase.UNIDENTIFIED && first != '{' && first != '\r' && first != '\n') {
      handshake.end(ConnectErrors.notAgent());
    }
  }

  @Override
  void onLineTooLong(int maxBytes) {
    reportError(null, "a line may have at most " + maxBytes + " bytes before LF");
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
    // Only complete lines count: one that trickles in byte by byte may never end.
    idleTimeout.reset();
    if (line.length == 0) {
      return;
    }
    try {
      AgentMessage message = AgentMessageDecoder.decode(line);
      if (handshake.phase() == Phase.UNIDENTIFIED) {
        handleFirst(message);
      } else {
        handle(line, message);
      }
    } catch (DomainException e) {
      reportError(line, e.getMessage());
    }
  }

  private void handleFirst(AgentMessage message) {
    if (hello == null && message instanceof AgentMessage.Hello found) {
      hello = found;
      origin.onHello(this, found);
    } else if (message instanceof AgentMessage.ErrorMessage error
        && origin.hubCredentials() != null) {
      handshake.end(ConnectErrors.of(error.error()));
    } else {
      throw DomainException.badInput("the first line must be a hello, and then comes a welcome");
    }
  }

  private void handle(byte[] line, AgentMessage message) {
    List<String> faults = List.of();
    if (message instanceof AgentMessage.SampleMessage measured) {
      faults =
          submitter.submit(measured.sample(), connection.isRunning(), connection.intervalMillis());
    } else if (message instanceof AgentMessage.Facts facts) {
      context.snapshots().updateFacts(handshake.node(), facts.facts());
    } else if (message instanceof AgentMessage.ProcessTablePart table) {
      processTables
          .append(table)
          .ifPresent(
              list ->
                  context.processes().received(handshake.node(), list, MonotonicClock.millis()));
    } else if (message instanceof AgentMessage.Hello) {
      throw DomainException.badInput("hello was sent already");
    }
    String fault = faults.isEmpty() ? null : summary(faults);
    traceInbound(line, message.toString(), fault);
    // A sample may have been on its way when monitoring was paused: no error for that.
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
  public Transport transport() {
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
  public CompletableFuture<Void> admit(NodeId hostNode, boolean inbound) {
    return handshake.admit(hostNode, hello, connection, inbound);
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
