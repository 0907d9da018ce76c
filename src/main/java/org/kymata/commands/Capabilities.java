package org.kymata.commands;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.nodes.AdoptedSender;
import org.kymata.nodes.AdoptedSenders;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyChanged;
import org.kymata.nodes.NodeKeys;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderAdopted;
import org.kymata.nodes.Transport;
import org.kymata.persistence.Database;

/**
 * What each node can do: what it declared itself, else, where it was adopted at a door that carries
 * actions or has a key for one, the usual one. Held in memory. Thread-safe; bounded by the number
 * of nodes.
 */
@ApplicationScoped
public class Capabilities {

  private final Map<NodeId, List<Action>> declared = new ConcurrentHashMap<>();
  private final Set<NodeId> withDefaults = ConcurrentHashMap.newKeySet();

  @Inject private Database database;
  @Inject private AdoptedSenders known;
  @Inject private NodeKeys keys;

  @PostConstruct
  void load() {
    database
        .read(
            entities ->
                entities
                    .createQuery("select d from DeclaredActions d", DeclaredActions.class)
                    .getResultList())
        .forEach(row -> declared.put(row.node(), row.actions()));
    known
        .all()
        .filter(each -> !each.isRejected())
        .forEach((AdoptedSender each) -> addAdopted(each.sender(), each.binding()));
    withDefaults.addAll(keys.nodes());
  }

  private void addAdopted(Sender sender, Binding as) {
    if (!as.isPage()
        && (sender.transport() == Transport.NODE_WS || sender.transport() == Transport.TCP)) {
      withDefaults.add(as.node());
    }
  }

  void addControllable(@Observes SenderAdopted event) {
    addAdopted(event.sender(), event.binding());
  }

  // Keys are for the doors that carry actions.
  void addControllable(@Observes NodeKeyChanged event) {
    if (keys.hasKey(event.node())) {
      withDefaults.add(event.node());
    }
  }

  void onNodeDeleted(@Observes NodeDeleted event) {
    declared.remove(event.id());
    withDefaults.remove(event.id());
  }

  /** What a node can do. */
  public List<Action> of(NodeId node) {
    List<Action> known = declared.get(node);
    if (known != null) {
      return known;
    }
    return withDefaults.contains(node) ? Action.DEFAULTS : List.of();
  }

  /** The metric that shows what an action did; null when none is known to. */
  String metricOf(NodeId node, String action) {
    return of(node).stream()
        .filter(each -> each.name().equals(action))
        .findFirst()
        .map(Action::metric)
        .orElse(null);
  }

  /** Writes the member {@code actions} into the object that is open, unless there are none. */
  public void writeMember(JsonGenerator json, NodeId node) {
    List<Action> actions = of(node);
    if (!actions.isEmpty()) {
      json.writeKey("actions");
      ActionsJson.write(json, actions);
    }
  }

  boolean isDeclared(NodeId node, List<Action> actions) {
    return actions.equals(declared.get(node));
  }

  /** Takes note of what a node said; {@link #persist} keeps it. */
  void declare(NodeId node, List<Action> actions) {
    declared.put(node, actions);
  }

  void persist(EntityManager entities, NodeId node) {
    List<Action> known = declared.get(node);
    if (known != null) {
      entities.merge(new DeclaredActions(node, known));
    }
  }
}
