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

/** The nodes that wait for a command by long poll, each at most once. Thread-safe. */
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

  @Inject private CommandDispatcher dispatch;
  @Inject private MessageLog messageLog;

  /** Answers with the node's next command, or, after so long, with nothing. */
  void start(NodeId node, AsyncResponse response, int waitSeconds) {
    LongPollChannel poll = new LongPollChannel(response, executor, messageLog);
    response.register((CompletionCallback) fault -> remove(node, poll));
    response.setTimeoutHandler(late -> poll.completeEmpty());
    response.setTimeout(Math.max(1, waitSeconds), TimeUnit.SECONDS);
    LongPollChannel older = polls.put(node, poll);
    if (older != null) {
      dispatch.disconnected(node, older);
      older.completeEmpty();
    }
    dispatch.connected(node, poll);
    if (waitSeconds == 0) {
      dispatch.whenDelivered(node).whenComplete((done, fault) -> poll.completeEmpty());
    }
  }

  private void remove(NodeId node, LongPollChannel poll) {
    dispatch.disconnected(node, poll);
    polls.remove(node, poll);
  }

  /** How many nodes wait. */
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
