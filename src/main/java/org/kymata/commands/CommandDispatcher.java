package org.kymata.commands;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 * Delivers commands through the channels of their nodes and follows them to their end. Transports
 * only queue what happened; one thread decides, stores, publishes and sends, round by round, so
 * that no transport waits for the store: what happened is stored in one transaction with what was
 * submitted, then it is published, then what waits is handed to the channels.
 */
@ApplicationScoped
public class CommandDispatcher {

  private static final Logger LOG = System.getLogger(CommandDispatcher.class.getName());

  /** How many commands may wait for one node. */
  static final int MAX_QUEUED_OF_NODE = 100;

  /** How many commands of one node may be open, sent ones included. */
  static final int MAX_OPEN_OF_NODE = 300;

  private static final int MAX_OPEN = 20_000;
  private static final int PRUNE_EVERY = 100;
  private static final int MAX_TASKS = 10_000;
  private static final int MAX_ROUND = 500;
  private static final int MAX_REASON = 256;
  private static final int STOP_SECONDS = 10;

  /** Something for the next round. */
  private record QueuedTask(Runnable work, CompletableFuture<Void> done) {}

  /**
   * A command on its way to the store.
   *
   * @param hasClientId whether its sender chose the id, which may be known already
   * @param stored done with the command, or the one that had its id, when it is on disk
   */
  private record SubmittedCommand(
      Command command, boolean hasClientId, CompletableFuture<Command> stored) {}

  private final BlockingQueue<QueuedTask> queue = new ArrayBlockingQueue<>(MAX_TASKS);
  private final Set<NodeId> deletedNodes = ConcurrentHashMap.newKeySet();
  private final CommandChannels channels = new CommandChannels();
  private PendingCommands pending;
  // What follows is the thread's alone.
  private final Map<String, SubmittedCommand> submissions = new LinkedHashMap<>();
  private final Map<NodeId, Integer> endedCounts = new HashMap<>();
  private final Set<NodeId> declaredNodes = new LinkedHashSet<>();
  private final Set<NodeId> toDeliver = new LinkedHashSet<>();
  // Steps that the store could not take while it was away; they go before all others.
  private List<Command> unwritten = List.of();
  private long lastPlace;
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
    long now = System.currentTimeMillis();
    lastPlace = store.lastPlace();
    store.open().forEach(command -> pending.add(PendingCommand.restored(command, now)));
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

  /** A node is reachable by this channel from now on: what waits for it goes out, in order. */
  public void connected(NodeId node, CommandChannel channel) {
    channels.add(node, channel);
    if (pending.hasOpen(node)) {
      // Where there is no room for it, the timer finds the same a second later.
      queue.offer(new QueuedTask(() -> toDeliver.add(node), new CompletableFuture<>()));
    }
  }

  /** A node is not reachable by this channel any more. */
  public void disconnected(NodeId node, CommandChannel channel) {
    channels.remove(node, channel);
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
              declaredNodes.add(node);
            }
          });
    }
  }

  /** Done when all that waits for a node was offered to its channels. */
  public CompletionStage<Void> whenDelivered(NodeId node) {
    return pending.hasOpen(node)
        ? enqueue(() -> toDeliver.add(node))
        : CompletableFuture.completedStage(null);
  }

  /** Takes a command; done when it is on disk. */
  CompletionStage<Command> submit(Command command, boolean hasClientId) {
    SubmittedCommand submission =
        new SubmittedCommand(command, hasClientId, new CompletableFuture<>());
    enqueue(() -> accept(submission));
    return submission.stored();
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

  /** On the ingest thread: one look into a map where nothing is open. */
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

  /** Before the next look: the scheduler notices a jump before it does anything else. */
  void onClockJumped(@Observes ClockJumped jumped) {
    queue.offer(
        new QueuedTask(() -> pending.shiftExpiry(jumped.byMillis()), new CompletableFuture<>()));
  }

  /** Ends what is past its time, and offers again what no channel took. */
  void expireAndRetry(long nowMillis) {
    queue.offer(
        new QueuedTask(
            () -> {
              pending.expire(nowMillis);
              pending.nodes().forEach(toDeliver::add);
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
        pending.expireOfDeleted(node, System.currentTimeMillis());
        endedCounts.remove(node);
      }
      round.forEach(CommandDispatcher::run);
      kept = endRound();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a round of commands failed", e);
    }
    boolean stored = kept;
    round.forEach(task -> settle(task.done, stored));
  }

  /** Takes a command into this round, unless it is known already or one too many. */
  private void accept(SubmittedCommand submission) {
    try {
      Command command = submission.command();
      Command known = submission.hasClientId() ? findKnown(command.id()) : null;
      if (known == null) {
        requireCapacity(command.node());
        submissions.put(command.id(), submission);
      } else if (known.isSameRequest(command)) {
        answerDuplicate(submission, known);
      } else {
        throw DomainException.conflict(
            "there is another command with the id \"" + command.id() + "\" already");
      }
    } catch (RuntimeException e) {
      submission.stored().completeExceptionally(e);
    }
  }

  private Command findKnown(String id) {
    if (submissions.containsKey(id)) {
      return submissions.get(id).command();
    }
    Command open = pending.find(id);
    return open == null ? store.find(id).orElse(null) : open;
  }

  private void answerDuplicate(SubmittedCommand submission, Command known) {
    SubmittedCommand first = submissions.get(known.id());
    if (first == null) {
      submission.stored().complete(known);
    } else {
      first
          .stored()
          .whenComplete(
              (command, fault) -> {
                if (fault == null) {
                  submission.stored().complete(command);
                } else {
                  submission.stored().completeExceptionally(fault);
                }
              });
    }
  }

  private void requireCapacity(NodeId node) {
    long more =
        submissions.values().stream().filter(each -> each.command().node().equals(node)).count();
    if (pending.queuedCount(node) + more >= MAX_QUEUED_OF_NODE) {
      throw DomainException.conflict(
          MAX_QUEUED_OF_NODE
              + " commands wait for this node already; let some be done or expire first");
    }
    if (pending.size(node) + more >= MAX_OPEN_OF_NODE) {
      throw DomainException.conflict(
          MAX_OPEN_OF_NODE + " commands of this node are open already; let some expire first");
    }
    if (pending.size() + submissions.size() >= MAX_OPEN) {
      throw new DomainException(
          Kind.TOO_MANY, "more commands are open than the hub can follow; try again later", 10);
    }
  }

  /**
   * Ends the round.
   *
   * @return whether all is on disk
   */
  private boolean endRound() {
    boolean kept = write();
    if (!unwritten.isEmpty()) {
      // What goes out now could not be written down, and would go out again after a kill.
      return false;
    }
    long now = System.currentTimeMillis();
    toDeliver.forEach(node -> pending.deliver(node, now));
    toDeliver.clear();
    return write() && kept;
  }

  private boolean write() {
    List<Command> changes = new ArrayList<>(unwritten);
    unwritten = List.of();
    changes.addAll(pending.drainChanges());
    List<SubmittedCommand> submitted = List.copyOf(submissions.values());
    List<NodeId> changedNodes = List.copyOf(declaredNodes);
    submissions.clear();
    declaredNodes.clear();
    if (changes.isEmpty() && submitted.isEmpty() && changedNodes.isEmpty()) {
      return true;
    }
    boolean kept = true;
    try {
      store.write(
          entities -> {
            changes.forEach(each -> step(entities, each));
            submitted.forEach(each -> add(entities, each.command()));
            changedNodes.forEach(each -> actions.persist(entities, each));
          });
      submitted.forEach(this::accepted);
    } catch (DomainException away) {
      keepForLater(changes, submitted, changedNodes);
      return false;
    } catch (RuntimeException e) {
      kept = writeOneByOne(changes, submitted, changedNodes);
    }
    changes.forEach(this::publishChange);
    changedNodes.forEach(this::publishCapabilities);
    return kept;
  }

  /** The store is away: no step is published before it is stored. */
  private void keepForLater(
      List<Command> changes, List<SubmittedCommand> submitted, List<NodeId> changedNodes) {
    Map<String, Command> newest = new LinkedHashMap<>();
    changes.forEach(each -> newest.put(each.id(), each));
    unwritten = List.copyOf(newest.values());
    declaredNodes.addAll(changedNodes);
    submitted.forEach(each -> each.stored().completeExceptionally(databaseUnavailable()));
  }

  private static DomainException databaseUnavailable() {
    return new DomainException(
        Kind.UNAVAILABLE,
        "commands have to wait until the hub's database is back; try again soon",
        5);
  }

  /**
   * One that cannot be written, such as a command for a node just deleted, must not stop others.
   */
  private boolean writeOneByOne(
      List<Command> changes, List<SubmittedCommand> submitted, List<NodeId> changedNodes) {
    List<RuntimeException> faults = new ArrayList<>();
    for (Command each : changes) {
      tryTo(entities -> step(entities, each), faults);
    }
    for (NodeId each : changedNodes) {
      tryTo(entities -> actions.persist(entities, each), faults);
    }
    for (SubmittedCommand each : submitted) {
      if (tryTo(entities -> add(entities, each.command()), new ArrayList<>())) {
        accepted(each);
      } else {
        each.stored().completeExceptionally(storeFailure(each.command().node()));
      }
    }
    if (!faults.isEmpty()) {
      LOG.log(Level.ERROR, "steps of commands could not be stored", faults.get(0));
    }
    return faults.isEmpty();
  }

  private boolean tryTo(Consumer<EntityManager> work, List<RuntimeException> faults) {
    try {
      store.write(work);
      return true;
    } catch (RuntimeException e) {
      faults.add(e);
      return false;
    }
  }

  private DomainException storeFailure(NodeId node) {
    return nodes.byId(node).isEmpty()
        ? DomainException.notFound("the node was deleted")
        : new DomainException(
            Kind.UNAVAILABLE, "the command could not be stored; try again soon", 5);
  }

  private void step(EntityManager entities, Command command) {
    CommandStore.update(entities, command);
    if (command.isEnded()) {
      NodeId node = command.node();
      if (endedCounts.merge(node, 1, Integer::sum) % PRUNE_EVERY == 1) {
        CommandStore.prune(entities, node);
      }
    }
  }

  private void add(EntityManager entities, Command command) {
    lastPlace = Math.max(lastPlace + 1, command.created() * 1000);
    CommandStore.add(entities, command, lastPlace);
    audit.log(entities, command.by(), "command", command.node(), command.action());
  }

  private void accepted(SubmittedCommand submission) {
    Command command = submission.command();
    pending.add(new PendingCommand(command));
    toDeliver.add(command.node());
    publishChange(command);
    submission.stored().complete(command);
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
