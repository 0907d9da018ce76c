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
  private CommandState state;

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
    update(command);
  }

  /** Takes over how far the command has come. */
  final void update(Command command) {
    this.state = command.state();
    this.reason = command.reason();
    this.sent = command.times().get(CommandState.SENT);
    this.acknowledged = command.times().get(CommandState.ACKNOWLEDGED);
    this.ended = state.isEnd() ? command.times().get(state) : null;
  }

  Command command() {
    Map<CommandState, Long> times = new EnumMap<>(CommandState.class);
    times.put(CommandState.QUEUED, created);
    put(times, CommandState.SENT, sent);
    put(times, CommandState.ACKNOWLEDGED, acknowledged);
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

  private static void put(Map<CommandState, Long> times, CommandState state, Long time) {
    if (time != null) {
      times.put(state, time);
    }
  }
}
