package org.kymata.transport.rest;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kymata.commands.CommandDispatcher;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.TokenRevoked;

/** The nodes that wait for a command by long poll, at most one poll each. Thread-safe. */
@ApplicationScoped
public class LongPollRegistry {

  private static final int MAX_QUEUED_RESPONSES = 1_000;

  private final Map<NodeId, LongPollChannel> polls = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          2,
          2,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_QUEUED_RESPONSES),
          work -> {
            Thread thread = new Thread(work, "kymata-polls");
            thread.setDaemon(true);
            return thread;
          });

  @Inject private CommandDispatcher dispatcher;
  @Inject private MessageLog messageLog;

  /** Completes the response with the node's next command, or with 204 after the wait. */
  void start(NodeId node, AsyncResponse response, int waitSeconds) {
    LongPollChannel poll = new LongPollChannel(response, executor, messageLog);
    response.register((CompletionCallback) fault -> remove(node, poll));
    response.setTimeoutHandler(late -> poll.completeEmpty());
    response.setTimeout(Math.max(1, waitSeconds), TimeUnit.SECONDS);
    LongPollChannel older = polls.put(node, poll);
    if (older != null) {
      dispatcher.disconnected(node, older);
      older.completeEmpty();
    }
    dispatcher.connected(node, poll);
    if (waitSeconds == 0) {
      dispatcher.whenDelivered(node).whenComplete((done, fault) -> poll.completeEmpty());
    }
  }

  private void remove(NodeId node, LongPollChannel poll) {
    dispatcher.disconnected(node, poll);
    polls.remove(node, poll);
  }

  /** Number of waiting nodes. */
  public int count() {
    return polls.size();
  }

  void failRevoked(@Observes TokenRevoked revoked) {
    LongPollChannel poll = polls.get(revoked.id());
    if (poll != null) {
      poll.fail(new DomainException(Kind.UNAUTHENTICATED, "the token was revoked"));
    }
  }

  @PreDestroy
  void stop() {
    polls.values().forEach(LongPollChannel::completeEmpty);
    executor.shutdown();
  }
}
