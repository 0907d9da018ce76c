package org.kymata.live.sse;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.http.ProblemResponse;
import org.kymata.live.BacklogLoader;
import org.kymata.live.LiveClient;
import org.kymata.live.LiveFeed;
import org.kymata.live.OutboundMetrics;
import org.kymata.live.SessionRevocation;
import org.kymata.live.Topics;
import org.kymata.live.websocket.LiveClientMessage;
import org.kymata.readings.history.Backlog;
import org.kymata.security.AccessCheckedServlet;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/**
 * {@code GET /api/live}: the live feed as server-sent events, for networks that block WebSocket.
 */
@RequiresAccess(RequiredAccess.SIGNED_IN)
@WebServlet(urlPatterns = "/api/live", asyncSupported = true)
public class LiveSseServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient LiveFeed feed;
  @Inject private transient OutboundMetrics outboundMetrics;
  @Inject private transient SessionRevocation sessionRevocation;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      open(request, response);
    } catch (DomainException failure) {
      ProblemResponse.send(response, failure);
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Set<Topics.Topic> topics = topics(request);
    Backlog.Position from =
        new Backlog.Position(optionalInteger(request, "cursor"), optionalInteger(request, "since"));
    if (feed.isFull((Caller.User) request.getUserPrincipal())) {
      throw new DomainException(
          Kind.UNAVAILABLE, "too many pages are open, in total or for this account", 30);
    }
    response.setContentType("text/event-stream;charset=UTF-8");
    // For nginx, which would otherwise collect events until its buffer is full.
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    SseLiveChannel link = new SseLiveChannel(async, response.getOutputStream());
    LiveClient client =
        new LiveClient((Caller.User) request.getUserPrincipal(), link, outboundMetrics);
    link.start(() -> feed.close(client));
    feed.open(client);
    if (!sessionRevocation.isCurrent(client.user())) {
      // The session ended after the access filter ran, before this stream was registered.
      client.closeRevoked();
      feed.close(client);
      return;
    }
    if (!topics.isEmpty()) {
      feed.subscribe(client, new BacklogLoader.SubscribeRequest(null, topics, from));
    }
  }

  private static Set<Topics.Topic> topics(HttpServletRequest request) {
    Set<Topics.Topic> topics = new LinkedHashSet<>();
    String[] given = request.getParameterValues("topic");
    for (String topic : given == null ? new String[0] : given) {
      int colon = topic.indexOf(':');
      topics.add(
          colon < 0
              ? LiveClientMessage.topic(topic, null)
              : LiveClientMessage.topic(topic.substring(0, colon), topic.substring(colon + 1)));
    }
    if (topics.size() > LiveClientMessage.MAX_TOPICS) {
      throw DomainException.badInput(
          "a page may watch at most " + LiveClientMessage.MAX_TOPICS + " topics; topic=* is all");
    }
    return topics;
  }

  private static OptionalLong optionalInteger(HttpServletRequest request, String name) {
    String text = request.getParameter(name);
    if (text == null || text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.matches("\\d{1,16}")) {
      throw DomainException.badInput(name + " must be a whole number from 0");
    }
    return OptionalLong.of(Math.min(Long.parseLong(text), 9_000_000_000_000_000L));
  }
}
