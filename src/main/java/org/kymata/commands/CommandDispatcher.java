package org.kymata.commands;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.StatusTracker;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingsCommitted;
import org.kymata.security.AuditLog;
import org.kymata.text.Texts;
import org.kymata.time.ClockJumped;

/**
 * Brings commands to the lines of their nodes and follows them. What happens at the doors is only
 * noted there; one thread decides, writes and sends, so that no door ever waits for the store.
 */
@ApplicationScoped
public class CommandDispatcher {

  private static final Logger LOG = System.getLogger(CommandDispatcher.class.getName());
  private static final int MAX_QUEUED = 10_000;
  private static final int MAX_ROUND = 500;
  private static final int MAX_REASON = 256;
  private static final int STOP_SECONDS = 10;

  /** Something for the next round. */
  private record QueuedTask(Runnable work, CompletableFuture<Void> done) {}

  private final BlockingQueue<QueuedTask> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final Set<NodeId> deletedNodes = ConcurrentHashMap.newKeySet();
  private final CommandChannels channels = new CommandChannels();
  private PendingCommands pending;
  private Desk lifecycle;
  private Thread thread;
  private volatile boolean stopping;

  @Inject private CommandStore store;
  @Inject private Capabilities actions;
  @Inject private AuditLog audit;
  @Inject private Nodes nodes;
  @Inject private StatusTracker presence;
  @Inject private Event<CommandChanged> changed;
  @Inject private Event<NodeChanged> nodeChanged;

  @Resource private ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    pending = new PendingCommands(channels, actions);
    lifecycle =
        new Desk(
            store, audit, nodes, actions, pending, this::publishChange, this::publishCapabilities);
    lifecycle.load(System.currentTimeMillis());
    thread = threads.newThread(this::run);
    thread.setName("kymata-commands");
    thread.start();
  }

  /** Writes down what happened so far, and ends the thread. */
  @PreDestroy
  void stop() {
    stopping = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A node is reachable by this line from now on: what waits for it goes out, in order. */
  public void connected(NodeId node, CommandChannel line) {
    channels.add(node, line);
    if (pending.hasOpen(node)) {
      // Where there is no room for it, the timer finds the same a second later.
      queue.offer(
          new QueuedTask(() -> lifecycle.scheduleDelivery(node), new CompletableFuture<>()));
    }
  }

  /** A node is not reachable by this line any more. */
  public void disconnected(NodeId node, CommandChannel line) {
    channels.remove(node, line);
  }

  /** The node says that it has done it, or would not; one that is not open is passed over. */
  public void tryAcknowledge(NodeId node, String commandId, boolean done, String reason) {
    try {
      acknowledge(node, commandId, done, reason);
    } catch (DomainException e) {
      LOG.log(Level.DEBUG, "an acknowledgement came too late", e);
    }
  }

  /**
   * The node says that it has done it, or would not.
   *
   * @return done when that is on disk
   * @throws DomainException NOT_FOUND when no such command of this node is open
   */
  public CompletionStage<Void> acknowledge(
      NodeId node, String commandId, boolean done, String reason) {
    Command open = commandId == null ? null : pending.find(commandId);
    if (open == null || !open.node().equals(node)) {
      throw DomainException.notFound(
          "no open command \""
              + Texts.forDisplay(String.valueOf(commandId))
              + "\" of this node is there; it may have ended");
    }
    long now = System.currentTimeMillis();
    String why = done ? null : cleanReason(reason);
    return enqueue(() -> pending.acknowledge(commandId, done, why, now));
  }

  private static String cleanReason(String reason) {
    if (reason == null || reason.isBlank()) {
      return "the node gave no reason";
    }
    StringBuilder clean = new StringBuilder();
    reason
        .codePoints()
        .limit(MAX_REASON)
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
        .forEach(clean::appendCodePoint);
    return Texts.truncate(clean.toString(), MAX_REASON);
  }

  /** A node says what it can do. */
  public void declareCapabilities(NodeId node, List<Action> can) {
    if (!actions.isDeclared(node, can)) {
      enqueue(
          () -> {
            if (nodes.byId(node).isPresent()) {
              actions.declare(node, can);
              lifecycle.declared(node);
            }
          });
    }
  }

  /** Done when whatever waits for a node was offered to its lines. */
  public CompletionStage<Void> whenDelivered(NodeId node) {
    return pending.hasOpen(node)
        ? enqueue(() -> lifecycle.scheduleDelivery(node))
        : CompletableFuture.completedStage(null);
  }

  /** Takes a command; done when it is on disk. */
  CompletionStage<Command> submit(Command command, boolean named) {
    Wanted wanted = new Wanted(command, named, new CompletableFuture<>());
    enqueue(() -> lifecycle.accept(wanted));
    return wanted.stored();
  }

  private CompletionStage<Void> enqueue(Runnable work) {
    if (stopping) {
      throw new DomainException(Kind.UNAVAILABLE, "the hub is stopping; try again soon", 5);
    }
    QueuedTask task = new QueuedTask(work, new CompletableFuture<>());
    if (!queue.offer(task)) {
      throw new DomainException(
          Kind.TOO_MANY, "more commands arrive than the hub can follow; try again in 1 s", 1);
    }
    return task.done;
  }

  /** On the intake's thread: one look into a map where nothing is open. */
  void onCommitted(@Observes ReadingsCommitted committed) {
    if (pending.isEmpty()) {
      return;
    }
    Map<NodeId, Set<String>> heard = new HashMap<>();
    for (Reading reading : committed.readings()) {
      NodeId node = reading.series().node();
      if (pending.hasOpen(node)) {
        heard.computeIfAbsent(node, any -> new HashSet<>()).add(reading.series().metric());
      }
    }
    if (!heard.isEmpty()) {
      long stored = committed.cursor() / 1000;
      // Where there is no room for it, the next reading proves the same.
      queue.offer(
          new QueuedTask(() -> confirmByReadings(heard, stored), new CompletableFuture<>()));
    }
  }

  private void confirmByReadings(Map<NodeId, Set<String>> heard, long storedMillis) {
    long now = System.currentTimeMillis();
    heard.forEach((node, metrics) -> pending.confirmByReadings(node, metrics, storedMillis, now));
  }

  void onNodeDeleted(@Observes NodeDeleted deleted) {
    deletedNodes.add(deleted.id());
    queue.offer(new QueuedTask(() -> {}, new CompletableFuture<>()));
  }

  /** Before the next look: the metronome notices a jump before it does anything else. */
  void onClockJumped(@Observes ClockJumped jumped) {
    queue.offer(
        new QueuedTask(() -> pending.shiftExpiry(jumped.byMillis()), new CompletableFuture<>()));
  }

  /** Ends what is past its time, and offers again what no line took. */
  void expireAndRetry(long nowMillis) {
    queue.offer(
        new QueuedTask(
            () -> {
              pending.expire(nowMillis);
              pending.nodes().forEach(lifecycle::scheduleDelivery);
            },
            new CompletableFuture<>()));
  }

  private void run() {
    List<QueuedTask> round = new ArrayList<>();
    while (!stopping || !queue.isEmpty()) {
      try {
        // The wait is there to notice the stop: a waiting task ends it at once.
        QueuedTask first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          round.add(first);
          queue.drainTo(round, MAX_ROUND - 1);
          processRound(round);
        }
      } catch (InterruptedException e) {
        stopping = true;
      } finally {
        round.clear();
      }
    }
  }

  private void processRound(List<QueuedTask> round) {
    boolean kept = false;
    try {
      for (NodeId node : deletedNodes) {
        deletedNodes.remove(node);
        lifecycle.onNodeDeleted(node, System.currentTimeMillis());
      }
      round.forEach(CommandDispatcher::run);
      kept = lifecycle.endRound();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a round of commands failed", e);
    }
    boolean stored = kept;
    round.forEach(task -> settle(task.done, stored));
  }

  private static void run(QueuedTask task) {
    try {
      task.work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a step of a command failed", e);
      task.done.completeExceptionally(e);
    }
  }

  private static void settle(CompletableFuture<Void> done, boolean stored) {
    if (stored) {
      done.complete(null);
    } else {
      done.completeExceptionally(
          new DomainException(Kind.UNAVAILABLE, "this could not be stored; try again soon", 5));
    }
  }

  private void publishChange(Command command) {
    try {
      changed.fire(new CommandChanged(command));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an observer of commands failed", e);
    }
  }

  private void publishCapabilities(NodeId node) {
    nodes.byId(node).ifPresent(each -> nodeChanged.fire(new NodeChanged(each, presence.of(node))));
  }
}
