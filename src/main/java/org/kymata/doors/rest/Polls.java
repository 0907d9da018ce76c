package org.kymata.doors.rest;

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
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.TokenRevoked;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

/** The nodes that wait for a command by long poll, each at most once. Thread-safe. */
@ApplicationScoped
public class Polls {

  private static final int MAX_UNSENT = 1_000;

  private final Map<NodeId, Poll> waiting = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor answers =
      new ThreadPoolExecutor(
          2,
          2,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_UNSENT),
          work -> {
            Thread thread = new Thread(work, "kymata-polls");
            thread.setDaemon(true);
            return thread;
          });

  @Inject private CommandDispatcher dispatch;
  @Inject private MessageLog xray;

  /** Answers with the node's next command, or, after so long, with nothing. */
  void begin(NodeId node, AsyncResponse response, int waitSeconds) {
    Poll poll = new Poll(response, answers, xray);
    response.register((CompletionCallback) fault -> end(node, poll));
    response.setTimeoutHandler(late -> poll.endEmpty());
    response.setTimeout(Math.max(1, waitSeconds), TimeUnit.SECONDS);
    Poll older = waiting.put(node, poll);
    if (older != null) {
      dispatch.disconnected(node, older);
      older.endEmpty();
    }
    dispatch.connected(node, poll);
    if (waitSeconds == 0) {
      dispatch.whenDelivered(node).whenComplete((done, fault) -> poll.endEmpty());
    }
  }

  private void end(NodeId node, Poll poll) {
    dispatch.disconnected(node, poll);
    waiting.remove(node, poll);
  }

  /** How many nodes wait. */
  public int count() {
    return waiting.size();
  }

  void endRevoked(@Observes TokenRevoked revoked) {
    Poll poll = waiting.get(revoked.id());
    if (poll != null) {
      poll.fail(new DomainException(Kind.UNAUTHENTICATED, "the token was revoked"));
    }
  }

  @PreDestroy
  void stop() {
    waiting.values().forEach(Poll::endEmpty);
    answers.shutdown();
  }
}
