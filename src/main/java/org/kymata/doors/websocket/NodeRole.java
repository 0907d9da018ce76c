package org.kymata.doors.websocket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.access.Caller;
import org.kymata.doors.ReadingsJson;
import org.kymata.doors.XrayContents;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.TokenRevoked;
import org.kymata.platform.DomainException;
import org.kymata.platform.Envelope;
import org.kymata.platform.Problem;
import org.kymata.platform.SocketRole;
import org.kymata.readings.Intake;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.Submission;
import org.kymata.xray.Xray;

/** The part of a node on {@code /ws}: it sends readings and hears what became of them. */
@ApplicationScoped
public class NodeRole implements SocketRole {

  private static final int MAX_ID = 64;

  private final Map<NodeId, Set<Session>> sockets = new ConcurrentHashMap<>();

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private Intake intake;
  @Inject private Replies replies;
  @Inject private Xray xray;

  @Override
  public boolean isPlayedBy(Principal caller) {
    return caller instanceof Caller.Node;
  }

  @Override
  public Talk open(Session session, Principal caller) {
    NodeId node = ((Caller.Node) caller).id();
    sockets.computeIfAbsent(node, any -> ConcurrentHashMap.newKeySet()).add(session);
    return new NodeTalk(session, node);
  }

  void closeRevoked(@Observes TokenRevoked revoked) {
    Set<Session> open = sockets.getOrDefault(revoked.id(), Set.of());
    for (Session session : open) {
      try {
        session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "the token was revoked"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class NodeTalk implements Talk {
    private final Session session;
    private final NodeId node;
    private final Outbox outbox;

    NodeTalk(Session session, NodeId node) {
      this.session = session;
      this.node = node;
      this.outbox = new Outbox(session);
    }

    @Override
    public void text(String frame) {
      String id = null;
      try {
        ReadingsJson.Message message = ReadingsJson.read(frame);
        id = message.id();
        if (id != null && id.length() > MAX_ID) {
          throw DomainException.badInput("id may have at most " + MAX_ID + " characters");
        }
        take(message, frame);
      } catch (DomainException e) {
        xray.in(node, Door.WS, () -> new Xray.Content(frame, "", e.getMessage()));
        send(Envelope.error(id, Problem.of(e)));
      }
    }

    private void send(String frame) {
      xray.out(node, Door.WS, frame, frame);
      replies.send(outbox, frame);
    }

    private void take(ReadingsJson.Message message, String frame) {
      if (message.isPing()) {
        xray.in(node, Door.WS, frame, "ping", null);
        send(Envelope.pong(message.id()));
        return;
      }
      if (message.envelope() && !"readings".equals(message.type())) {
        throw DomainException.badInput("type must be readings or ping");
      }
      Submission submission = new Submission(nodes, catalog, node, System.currentTimeMillis());
      message.drafts().forEach(submission::add);
      xray.in(node, Door.WS, () -> XrayContents.of(frame, submission));
      String id = message.envelope() ? message.id() : null;
      intake
          .offer(submission.accepted())
          .whenComplete((done, fault) -> reply(id, submission, fault));
    }

    private void reply(String id, Submission submission, Throwable fault) {
      if (fault != null) {
        Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
        Problem problem =
            cause instanceof DomainException refusal
                ? Problem.of(refusal)
                : new Problem(500, "the hub failed at this; its log says why");
        send(Envelope.error(id, problem));
      } else if (id != null) {
        send(Envelope.of("accepted", id, json -> ReadingsJson.writeOutcome(json, submission)));
      } else if (!submission.rejected().isEmpty()) {
        send(rejected(submission));
      }
    }

    private String rejected(Submission submission) {
      Problem problem = new Problem(400, submission.rejected().get(0).reason());
      return Envelope.of(
          "error",
          null,
          json -> {
            problem.json().forEach(json::write);
            ReadingsJson.writeOutcome(json, submission);
          });
    }

    @Override
    public void closed() {
      sockets.computeIfPresent(
          node,
          (any, open) -> {
            open.remove(session);
            return open.isEmpty() ? null : open;
          });
    }
  }
}
