package org.kymata.commands;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kymata.nodes.NodeId;

/** The ways to the nodes that are connected, the newest of each first. Thread-safe. */
final class Lines {

  private final Map<NodeId, List<Line>> byNode = new ConcurrentHashMap<>();

  void add(NodeId node, Line line) {
    byNode.merge(
        node,
        List.of(line),
        (known, added) ->
            known.contains(line) ? known : Stream.concat(added.stream(), known.stream()).toList());
  }

  void remove(NodeId node, Line line) {
    byNode.computeIfPresent(
        node,
        (any, known) -> {
          List<Line> left = known.stream().filter(each -> !each.equals(line)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  List<Line> of(NodeId node) {
    return byNode.getOrDefault(node, List.of());
  }
}
