package org.kymata.live;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Series;

/**
 * The topics of a client. Immutable and equal by content, so that clients with equal topics share
 * frames.
 */
public final class Topics {

  /**
   * One topic.
   *
   * @param node the node; null for all
   * @param metric the metric of this node; null for all
   */
  public record Topic(NodeId node, String metric) {}

  public static final Topics NONE = new Topics(Set.of());

  private final Set<Topic> topics;
  private final int hash;
  private final boolean allNodes;
  private final Set<NodeId> allMetricsNodes;
  private final Map<NodeId, Set<String>> metrics;

  private Topics(Set<Topic> topics) {
    this.topics = topics;
    this.hash = topics.hashCode();
    this.allNodes = topics.stream().anyMatch(topic -> topic.node() == null);
    this.allMetricsNodes =
        topics.stream()
            .filter(topic -> topic.metric() == null)
            .map(Topic::node)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    this.metrics =
        topics.stream()
            .filter(topic -> topic.node() != null && topic.metric() != null)
            .collect(
                Collectors.groupingBy(
                    Topic::node, Collectors.mapping(Topic::metric, Collectors.toSet())));
  }

  public Topics plus(Set<Topic> more) {
    return changed(all -> all.addAll(more));
  }

  public Topics minus(Set<Topic> fewer) {
    return changed(all -> all.removeAll(fewer));
  }

  private Topics changed(Function<Set<Topic>, Boolean> change) {
    Set<Topic> all = new HashSet<>(topics);
    change.apply(all);
    return new Topics(Set.copyOf(all));
  }

  public int size() {
    return topics.size();
  }

  boolean includes(Series series) {
    return allNodes
        || allMetricsNodes.contains(series.node())
        || metrics.getOrDefault(series.node(), Set.of()).contains(series.metric());
  }

  boolean includesNode(NodeId node) {
    return allNodes || allMetricsNodes.contains(node) || metrics.containsKey(node);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Topics same && topics.equals(same.topics);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
