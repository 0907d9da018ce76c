package org.kymata.commands;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.kymata.nodes.NodeId;

/** What a node said that it can do, as it is kept in the relational store. */
@Entity
@Table(name = "declared_actions")
public class DeclaredActions {

  @Id
  @Column(name = "node_id")
  private String nodeId;

  // Together, since they are only ever read and replaced together.
  private String actions;

  /** For the store. */
  protected DeclaredActions() {}

  DeclaredActions(NodeId node, List<Action> actions) {
    this.nodeId = node.value();
    this.actions = ActionsJson.text(actions);
  }

  NodeId node() {
    return new NodeId(nodeId);
  }

  List<Action> actions() {
    return ActionsJson.read(actions);
  }
}
