package org.kymata.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.kymata.access.Caller;
import org.kymata.access.Role;
import org.kymata.commands.Command;
import org.kymata.commands.Commands;
import org.kymata.commands.OrderJson;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.platform.Envelope;
import org.kymata.platform.Problem;
import org.kymata.platform.SocketRole;
import org.kymata.platform.StraightWires;
import org.kymata.platform.Texts;

/** The part of a page on {@code /ws}, or of a program that reads as one. */
@ApplicationScoped
public class BrowserRole implements SocketRole {

  private static final int TRY_AGAIN = 1013;

  @Inject private LiveFeed feed;
  @Inject private Outflow outflow;
  @Inject private Nodes nodes;
  @Inject private Commands commands;
  @Inject private Permits permits;
  @Inject private Greeter greeter;
  @Inject private StraightWires wires;

  @Override
  public boolean isPlayedBy(Principal caller) {
    return caller instanceof Caller.Watcher;
  }

  @Override
  public Talk open(Session session, Principal caller) {
    SocketLink link = new SocketLink(session, wires);
    Browser browser = new Browser((Caller.Watcher) caller, link, outflow);
    browser.mustSpeak();
    if (feed.isFull(browser.user())) {
      link.close(TRY_AGAIN, "too many pages are open, of all or of this account");
    } else {
      feed.open(browser);
      if (!permits.isCurrent(browser.user())) {
        // It ended between the gate and here, and nobody else would close this.
        browser.signedOut();
      }
    }
    return new BrowserTalk(browser);
  }

  private final class BrowserTalk implements Talk {
    private final Browser browser;

    BrowserTalk(Browser browser) {
      this.browser = browser;
    }

    @Override
    public void reply(String frame) {
      browser.heard();
      browser.note(frame);
    }

    @Override
    public void text(String frame) {
      if (browser.isClosed()) {
        // What was on its way when the page was signed out does nothing any more.
        return;
      }
      browser.heard();
      BrowserMessage message = null;
      try {
        message = BrowserMessage.read(frame);
        follow(message);
      } catch (DomainException e) {
        String id = message == null ? null : message.id();
        browser.note(Envelope.error(id, Problem.of(e)));
      }
    }

    private void follow(BrowserMessage message) {
      switch (message.type()) {
        case "ping" -> browser.note(Envelope.pong(message.id()));
        case "subscribe" -> subscribe(message);
        case "unsubscribe" -> unsubscribe(message);
        case "command" -> command(message);
        default ->
            throw DomainException.badInput(
                "type must be subscribe, unsubscribe, command, readings or ping, but is \""
                    + Texts.shown(message.type())
                    + "\"");
      }
    }

    private void subscribe(BrowserMessage message) {
      JoinQueue.Join join = message.join(browser.topics(), browser.user());
      boolean facts = message.wantsFacts();
      feed.subscribe(browser, join);
      if (facts) {
        greeter.tellFacts(feed, browser, join.topics());
      }
    }

    private void command(BrowserMessage message) {
      if (!(browser.user() instanceof Caller.User user)) {
        throw new DomainException(Kind.FORBIDDEN, "an API key gives no commands");
      }
      if (!permits.isCurrent(user)) {
        throw new DomainException(Kind.UNAUTHENTICATED, "your session has ended; sign in again");
      }
      if (!user.role().includes(Role.OPERATOR)) {
        throw new DomainException(Kind.FORBIDDEN, "your role does not allow this");
      }
      NodeId node = nodes.require(message.requireText("node")).id();
      commands
          .submit(node, OrderJson.read(message.payload()), user.name())
          .whenComplete((command, fault) -> browser.note(answer(message.id(), command, fault)));
    }

    private static String answer(String id, Command command, Throwable fault) {
      if (fault == null) {
        return Frames.command(id, command);
      }
      Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
      return Envelope.error(id, Problem.ofFault(cause));
    }

    private void unsubscribe(BrowserMessage message) {
      if (message.isForAll()) {
        feed.unsubscribe(browser, message.id(), topics -> Topics.NONE);
      } else {
        // Read here and not at the feed's turn: a complaint belongs to this page alone.
        Set<Topics.Topic> fewer = message.topics(browser.user());
        feed.unsubscribe(browser, message.id(), topics -> topics.minus(fewer));
      }
    }

    @Override
    public void closed() {
      feed.close(browser);
    }
  }
}
