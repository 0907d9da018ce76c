package org.kymata.live.websocket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.kymata.commands.Command;
import org.kymata.commands.CommandRequestJson;
import org.kymata.commands.CommandService;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.json.Envelope;
import org.kymata.json.Problem;
import org.kymata.live.BacklogLoader;
import org.kymata.live.LiveClient;
import org.kymata.live.LiveFeed;
import org.kymata.live.LiveFrameEncoder;
import org.kymata.live.OutboundMetrics;
import org.kymata.live.SessionRevocation;
import org.kymata.live.Topics;
import org.kymata.live.WelcomeFrames;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.security.Caller;
import org.kymata.security.Role;
import org.kymata.server.DirectFrameWriter;
import org.kymata.text.Texts;

/** Handles the sockets of pages and API keys on {@code /ws}. */
@ApplicationScoped
public class LiveSocketHandler implements SocketHandler {

  private static final int TRY_AGAIN = 1013;

  @Inject private LiveFeed feed;
  @Inject private OutboundMetrics outboundMetrics;
  @Inject private Nodes nodes;
  @Inject private CommandService commands;
  @Inject private SessionRevocation sessionRevocation;
  @Inject private WelcomeFrames welcomeFrames;
  @Inject private DirectFrameWriter directWriters;

  @Override
  public boolean supports(Principal caller) {
    return caller instanceof Caller.Reader;
  }

  @Override
  public SocketSession open(Session session, Principal caller) {
    WebSocketLiveChannel channel = new WebSocketLiveChannel(session, directWriters);
    LiveClient client = new LiveClient((Caller.Reader) caller, channel, outboundMetrics);
    client.pingsRequired();
    if (feed.isFull(client.user())) {
      channel.close(TRY_AGAIN, "too many pages are open, in total or for this account");
    } else {
      feed.open(client);
      if (!sessionRevocation.isCurrent(client.user())) {
        // The session ended after the access filter ran, and no later event would close this.
        client.closeRevoked();
      }
    }
    return new LiveSocketSession(client);
  }

  private final class LiveSocketSession implements SocketSession {
    private final LiveClient client;

    LiveSocketSession(LiveClient client) {
      this.client = client;
    }

    @Override
    public void sendReply(String frame) {
      client.recordActivity();
      client.enqueue(frame);
    }

    @Override
    public void onText(String frame) {
      if (client.isClosed()) {
        // The page was signed out; frames that it sent before have no effect.
        return;
      }
      client.recordActivity();
      LiveClientMessage message = null;
      try {
        message = LiveClientMessage.read(frame);
        dispatch(message);
      } catch (DomainException e) {
        String id = message == null ? null : message.id();
        client.enqueue(Envelope.error(id, Problem.of(e)));
      }
    }

    private void dispatch(LiveClientMessage message) {
      switch (message.type()) {
        case "ping" -> client.enqueue(Envelope.pong(message.id()));
        case "subscribe" -> subscribe(message);
        case "unsubscribe" -> unsubscribe(message);
        case "command" -> submitCommand(message);
        default ->
            throw DomainException.badInput(
                "type must be subscribe, unsubscribe, command, readings or ping, but is \""
                    + Texts.forDisplay(message.type())
                    + "\"");
      }
    }

    private void subscribe(LiveClientMessage message) {
      BacklogLoader.SubscribeRequest request =
          message.subscribeRequest(client.topics(), client.user());
      boolean facts = message.wantsHostFacts();
      feed.subscribe(client, request);
      if (facts) {
        welcomeFrames.sendHostFacts(feed, client, request.topics());
      }
    }

    private void submitCommand(LiveClientMessage message) {
      if (!(client.user() instanceof Caller.User user)) {
        throw new DomainException(Kind.FORBIDDEN, "an API key cannot send commands");
      }
      if (!sessionRevocation.isCurrent(user)) {
        throw new DomainException(Kind.UNAUTHENTICATED, "your session has ended; sign in again");
      }
      if (!user.role().includes(Role.OPERATOR)) {
        throw new DomainException(Kind.FORBIDDEN, "your role does not allow this");
      }
      NodeId node = nodes.require(message.requireText("node")).id();
      commands
          .submit(node, CommandRequestJson.read(message.payload()), user.name())
          .whenComplete(
              (command, fault) -> client.enqueue(commandReply(message.id(), command, fault)));
    }

    private static String commandReply(String id, Command command, Throwable fault) {
      if (fault == null) {
        return LiveFrameEncoder.command(id, command);
      }
      Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
      return Envelope.error(id, Problem.ofFailure(cause));
    }

    private void unsubscribe(LiveClientMessage message) {
      if (message.isUnsubscribeAll()) {
        feed.unsubscribe(client, message.id(), topics -> Topics.NONE);
      } else {
        // Parsed here and not on the feed's thread: an error concerns this client only.
        Set<Topics.Topic> removed = message.topics(client.user());
        feed.unsubscribe(client, message.id(), topics -> topics.minus(removed));
      }
    }

    @Override
    public void onClose() {
      feed.close(client);
    }
  }
}
