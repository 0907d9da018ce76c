package org.kymata.commands;

import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.security.AuditLog;

/**
 * Where orders are taken and steps are written down, round by round: first what happened is written
 * in one transaction with what was ordered, then it is told, then what waits is handed over. The
 * thread of commands only.
 */
final class Desk {

  /** How many commands may wait for one node. */
  static final int MAX_QUEUED_OF_NODE = 100;

  /** How many commands of one node may be open, sent ones included. */
  static final int MAX_OPEN_OF_NODE = 300;

  private static final int MAX_OPEN = 20_000;
  private static final int PRUNE_EVERY = 100;
  private static final Logger LOG = System.getLogger(Desk.class.getName());

  private final CommandStore store;
  private final AuditLog audit;
  private final Nodes nodes;
  private final Capabilities actions;
  private final Consumer<Command> publishChange;
  private final Consumer<NodeId> publishCapabilities;
  private final PendingCommands pending;
  private final Map<String, Wanted> submissions = new LinkedHashMap<>();
  private final Map<NodeId, Integer> endedCounts = new HashMap<>();
  private final Set<NodeId> declared = new LinkedHashSet<>();
  private final Set<NodeId> toDeliver = new LinkedHashSet<>();
  // Steps that the store could not take while it was away; they go before all others.
  private List<Command> unwritten = List.of();
  private long lastPlace;

  Desk(
      CommandStore store,
      AuditLog audit,
      Nodes nodes,
      Capabilities actions,
      PendingCommands book,
      Consumer<Command> tell,
      Consumer<NodeId> tellDeclared) {
    this.store = store;
    this.audit = audit;
    this.nodes = nodes;
    this.actions = actions;
    this.pending = book;
    this.publishChange = tell;
    this.publishCapabilities = tellDeclared;
  }

  /** Goes on with what was open before this start. */
  void load(long nowMillis) {
    lastPlace = store.lastPlace();
    store.open().forEach(command -> pending.add(PendingCommand.restored(command, nowMillis)));
  }

  /** Takes an order into this round, unless there is the command already or it is one too many. */
  void accept(Wanted order) {
    try {
      Command command = order.command();
      Command known = order.hasClientId() ? findKnown(command.id()) : null;
      if (known == null) {
        requireCapacity(command.node());
        submissions.put(command.id(), order);
      } else if (known.isSameRequest(command)) {
        answerDuplicate(order, known);
      } else {
        throw DomainException.conflict(
            "there is another command with the id \"" + command.id() + "\" already");
      }
    } catch (RuntimeException e) {
      order.stored().completeExceptionally(e);
    }
  }

  private Command findKnown(String id) {
    if (submissions.containsKey(id)) {
      return submissions.get(id).command();
    }
    Command open = pending.find(id);
    return open == null ? store.find(id).orElse(null) : open;
  }

  private void answerDuplicate(Wanted order, Command known) {
    Wanted first = submissions.get(known.id());
    if (first == null) {
      order.stored().complete(known);
    } else {
      first
          .stored()
          .whenComplete(
              (command, fault) -> {
                if (fault == null) {
                  order.stored().complete(command);
                } else {
                  order.stored().completeExceptionally(fault);
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

  /** What a node can do changed. */
  void declared(NodeId node) {
    declared.add(node);
  }

  /** Something may be handed to this node at the end of the round. */
  void scheduleDelivery(NodeId node) {
    toDeliver.add(node);
  }

  /**
   * Ends the round.
   *
   * @return whether all is on disk
   */
  boolean endRound() {
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
    List<Wanted> orders = List.copyOf(submissions.values());
    List<NodeId> said = List.copyOf(declared);
    submissions.clear();
    declared.clear();
    if (changes.isEmpty() && orders.isEmpty() && said.isEmpty()) {
      return true;
    }
    boolean kept = true;
    try {
      store.write(
          entities -> {
            changes.forEach(each -> step(entities, each));
            orders.forEach(each -> add(entities, each.command()));
            said.forEach(each -> actions.persist(entities, each));
          });
      orders.forEach(this::accepted);
    } catch (DomainException away) {
      keepForLater(changes, orders, said);
      return false;
    } catch (RuntimeException e) {
      kept = writeOneByOne(changes, orders, said);
    }
    changes.forEach(publishChange);
    said.forEach(publishCapabilities);
    return kept;
  }

  /** The store is away: nobody hears of a step before it is written down. */
  private void keepForLater(List<Command> changes, List<Wanted> orders, List<NodeId> said) {
    Map<String, Command> newest = new LinkedHashMap<>();
    changes.forEach(each -> newest.put(each.id(), each));
    unwritten = List.copyOf(newest.values());
    declared.addAll(said);
    orders.forEach(each -> each.stored().completeExceptionally(databaseUnavailable()));
  }

  private static DomainException databaseUnavailable() {
    return new DomainException(
        Kind.UNAVAILABLE,
        "commands have to wait until the hub's database is back; try again soon",
        5);
  }

  /** One that cannot be written, such as an order of a node just deleted, must not stop others. */
  private boolean writeOneByOne(List<Command> changes, List<Wanted> orders, List<NodeId> said) {
    List<RuntimeException> faults = new ArrayList<>();
    for (Command each : changes) {
      tryTo(entities -> step(entities, each), faults);
    }
    for (NodeId each : said) {
      tryTo(entities -> actions.persist(entities, each), faults);
    }
    for (Wanted each : orders) {
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

  private void accepted(Wanted order) {
    Command command = order.command();
    pending.add(new PendingCommand(command));
    scheduleDelivery(command.node());
    publishChange.accept(command);
    order.stored().complete(command);
  }

  /** A node is gone, and its rows with it. */
  void onNodeDeleted(NodeId node, long nowMillis) {
    pending.expireOfDeleted(node, nowMillis);
    endedCounts.remove(node);
  }
}
