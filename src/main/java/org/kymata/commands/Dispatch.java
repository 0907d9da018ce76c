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
import org.kymata.access.Audit;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.PresenceBook;
import org.kymata.platform.ClockJumped;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.platform.Texts;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingsCommitted;

/**
 * Brings commands to the lines of their nodes and follows them. What happens at the doors is only
 * noted there; one thread decides, writes and sends, so that no door ever waits for the store.
 */
@ApplicationScoped
public class Dispatch {

  private static final Logger LOG = System.getLogger(Dispatch.class.getName());
  private static final int MAX_INBOX = 10_000;
  private static final int MAX_ROUND = 500;
  private static final int MAX_REASON = 256;
  private static final int STOP_SECONDS = 10;

  /** Something for the next round. */
  private record Task(Runnable work, CompletableFuture<Void> done) {}

  private final BlockingQueue<Task> inbox = new ArrayBlockingQueue<>(MAX_INBOX);
  private final Set<NodeId> gone = ConcurrentHashMap.newKeySet();
  private final Lines lines = new Lines();
  private Book book;
  private Desk desk;
  private Thread thread;
  private volatile boolean stopping;

  @Inject private CommandStore store;
  @Inject private Actions actions;
  @Inject private Audit audit;
  @Inject private Nodes nodes;
  @Inject private PresenceBook presence;
  @Inject private Event<CommandChanged> changed;
  @Inject private Event<NodeChanged> nodeChanged;

  @Resource private ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    book = new Book(lines, actions);
    desk = new Desk(store, audit, nodes, actions, book, this::tell, this::tellDeclared);
    desk.load(System.currentTimeMillis());
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
  public void connected(NodeId node, Line line) {
    lines.add(node, line);
    if (book.hasOpen(node)) {
      // Where there is no room for it, the timer finds the same a second later.
      inbox.offer(new Task(() -> desk.touch(node), new CompletableFuture<>()));
    }
  }

  /** A node is not reachable by this line any more. */
  public void disconnected(NodeId node, Line line) {
    lines.remove(node, line);
  }

  /** The node says that it has done it, or would not; one that is not open is passed over. */
  public void acknowledged(NodeId node, String commandId, boolean done, String reason) {
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
    Command open = commandId == null ? null : book.open(commandId);
    if (open == null || !open.node().equals(node)) {
      throw DomainException.notFound(
          "no open command \""
              + Texts.shown(String.valueOf(commandId))
              + "\" of this node is there; it may have ended");
    }
    long now = System.currentTimeMillis();
    String why = done ? null : why(reason);
    return enter(() -> book.acknowledge(commandId, done, why, now));
  }

  private static String why(String reason) {
    if (reason == null || reason.isBlank()) {
      return "the node gave no reason";
    }
    StringBuilder clean = new StringBuilder();
    reason
        .codePoints()
        .limit(MAX_REASON)
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
        .forEach(clean::appendCodePoint);
    return Texts.cut(clean.toString(), MAX_REASON);
  }

  /** A node says what it can do. */
  public void declared(NodeId node, List<Action> can) {
    if (!actions.isDeclared(node, can)) {
      enter(
          () -> {
            if (nodes.byId(node).isPresent()) {
              actions.declare(node, can);
              desk.declared(node);
            }
          });
    }
  }

  /** Done when whatever waits for a node was offered to its lines. */
  public CompletionStage<Void> settled(NodeId node) {
    return book.hasOpen(node)
        ? enter(() -> desk.touch(node))
        : CompletableFuture.completedStage(null);
  }

  /** Takes a command; done when it is on disk. */
  CompletionStage<Command> take(Command command, boolean named) {
    Wanted wanted = new Wanted(command, named, new CompletableFuture<>());
    enter(() -> desk.take(wanted));
    return wanted.taken();
  }

  private CompletionStage<Void> enter(Runnable work) {
    if (stopping) {
      throw new DomainException(Kind.UNAVAILABLE, "the hub is stopping; try again soon", 5);
    }
    Task task = new Task(work, new CompletableFuture<>());
    if (!inbox.offer(task)) {
      throw new DomainException(
          Kind.TOO_MANY, "more commands arrive than the hub can follow; try again in 1 s", 1);
    }
    return task.done;
  }

  /** On the intake's thread: one look into a map where nothing is open. */
  void hear(@Observes ReadingsCommitted committed) {
    if (book.isEmpty()) {
      return;
    }
    Map<NodeId, Set<String>> heard = new HashMap<>();
    for (Reading reading : committed.readings()) {
      NodeId node = reading.series().node();
      if (book.hasOpen(node)) {
        heard.computeIfAbsent(node, any -> new HashSet<>()).add(reading.series().metric());
      }
    }
    if (!heard.isEmpty()) {
      long stored = committed.cursor() / 1000;
      // Where there is no room for it, the next reading proves the same.
      inbox.offer(new Task(() -> prove(heard, stored), new CompletableFuture<>()));
    }
  }

  private void prove(Map<NodeId, Set<String>> heard, long storedMillis) {
    long now = System.currentTimeMillis();
    heard.forEach((node, metrics) -> book.heard(node, metrics, storedMillis, now));
  }

  void forget(@Observes NodeDeleted deleted) {
    gone.add(deleted.id());
    inbox.offer(new Task(() -> {}, new CompletableFuture<>()));
  }

  /** Before the next look: the metronome notices a jump before it does anything else. */
  void shift(@Observes ClockJumped jumped) {
    inbox.offer(new Task(() -> book.shift(jumped.byMillis()), new CompletableFuture<>()));
  }

  /** Ends what is past its time, and offers again what no line took. */
  void look(long nowMillis) {
    inbox.offer(
        new Task(
            () -> {
              book.expire(nowMillis);
              book.nodes().forEach(desk::touch);
            },
            new CompletableFuture<>()));
  }

  private void run() {
    List<Task> round = new ArrayList<>();
    while (!stopping || !inbox.isEmpty()) {
      try {
        // The wait is there to notice the stop: a waiting task ends it at once.
        Task first = inbox.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          round.add(first);
          inbox.drainTo(round, MAX_ROUND - 1);
          work(round);
        }
      } catch (InterruptedException e) {
        stopping = true;
      } finally {
        round.clear();
      }
    }
  }

  private void work(List<Task> round) {
    boolean kept = false;
    try {
      for (NodeId node : gone) {
        gone.remove(node);
        desk.forget(node, System.currentTimeMillis());
      }
      round.forEach(Dispatch::run);
      kept = desk.finish();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a round of commands failed", e);
    }
    boolean stored = kept;
    round.forEach(task -> settle(task.done, stored));
  }

  private static void run(Task task) {
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

  private void tell(Command command) {
    try {
      changed.fire(new CommandChanged(command));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an observer of commands failed", e);
    }
  }

  private void tellDeclared(NodeId node) {
    nodes.byId(node).ifPresent(each -> nodeChanged.fire(new NodeChanged(each, presence.of(node))));
  }
}
