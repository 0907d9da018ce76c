package org.kymata.commands;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.nodes.NodeId;

/** Brings commands to the lines of their nodes. Here only its form. */
@ApplicationScoped
public class Dispatch {

  private final Map<NodeId, Set<Line>> lines = new ConcurrentHashMap<>();

  /** A node is reachable by this line from now on: what waits for it goes out, in order. */
  public void connected(NodeId node, Line line) {
    lines.computeIfAbsent(node, any -> ConcurrentHashMap.newKeySet()).add(line);
  }

  /** A node is not reachable by this line any more. */
  public void disconnected(NodeId node, Line line) {
    lines.getOrDefault(node, Set.of()).remove(line);
  }

  /** The node says that it has done it, or would not. */
  public void acknowledged(NodeId node, String commandId, boolean done, String reason) {}

  void send(Command command) {
    lines.getOrDefault(command.node(), Set.of()).forEach(line -> line.send(command));
  }
}
