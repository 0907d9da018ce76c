package org.kymata.commands;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kymata.nodes.NodeId;

/** The ways to the nodes that are connected, the newest of each first. Thread-safe. */
final class CommandChannels {

  private final Map<NodeId, List<CommandChannel>> byNode = new ConcurrentHashMap<>();

  void add(NodeId node, CommandChannel channel) {
    byNode.merge(
        node,
        List.of(channel),
        (known, added) ->
            known.contains(channel)
                ? known
                : Stream.concat(added.stream(), known.stream()).toList());
  }

  void remove(NodeId node, CommandChannel channel) {
    byNode.computeIfPresent(
        node,
        (any, known) -> {
          List<CommandChannel> left = known.stream().filter(each -> !each.equals(channel)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  List<CommandChannel> of(NodeId node) {
    return byNode.getOrDefault(node, List.of());
  }
}
