package org.kymata.commands;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.EnumMap;
import java.util.Map;
import org.kymata.nodes.NodeId;

/** A command as it is kept in the relational store. */
@Entity
@Table(name = "command")
public class CommandRecord {

  @Id private String id;
  // Rises with each command: two of the same millisecond keep their order.
  private long place;

  @Column(name = "node_id")
  private String nodeId;

  private String action;
  private String arguments;

  @Column(name = "ordered_by")
  private String by;

  @Enumerated(EnumType.STRING)
  private State state;

  private String reason;
  private long created;
  private long expires;
  private Long sent;
  private Long acknowledged;
  private Long ended;

  /** For the store. */
  protected CommandRecord() {}

  CommandRecord(Command command, long place) {
    this.id = command.id();
    this.place = place;
    this.nodeId = command.node().value();
    this.action = command.action();
    this.arguments = command.arguments();
    this.by = command.by();
    this.created = command.created();
    this.expires = command.expires();
    step(command);
  }

  /** Takes over how far the command has come. */
  final void step(Command command) {
    this.state = command.state();
    this.reason = command.reason();
    this.sent = command.times().get(State.SENT);
    this.acknowledged = command.times().get(State.ACKNOWLEDGED);
    this.ended = state.isEnd() ? command.times().get(state) : null;
  }

  Command command() {
    Map<State, Long> times = new EnumMap<>(State.class);
    times.put(State.QUEUED, created);
    put(times, State.SENT, sent);
    put(times, State.ACKNOWLEDGED, acknowledged);
    put(times, state, ended);
    return new Command(
        id,
        new NodeId(nodeId),
        action,
        arguments,
        by,
        state,
        reason,
        created,
        expires,
        Map.copyOf(times));
  }

  private static void put(Map<State, Long> times, State state, Long time) {
    if (time != null) {
      times.put(state, time);
    }
  }
}
