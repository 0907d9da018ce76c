package org.kymata.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kymata.live.Topics.Topic;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;

class TopicsTest {

  private static final NodeId A = new NodeId("aaaaaaaa");
  private static final NodeId B = new NodeId("bbbbbbbb");
  private static final Topic ALL = new Topic(null, null);

  private final SeriesCatalog catalog = new SeriesCatalog();

  /** Parses {@code a} for a node, {@code a:t} for its metric, {@code *} for all. */
  private static Topics of(String topics) {
    Topics made = Topics.NONE;
    for (String topic : topics.isEmpty() ? new String[0] : topics.split(" ")) {
      made = made.plus(Set.of(topic(topic)));
    }
    return made;
  }

  private static Topic topic(String text) {
    NodeId node = text.startsWith("a") ? A : B;
    return text.equals("*") ? ALL : new Topic(node, text.length() > 1 ? text.substring(2) : null);
  }

  private Series series(String text) {
    return catalog
        .getOrCreate(text.startsWith("a") ? A : B, text.substring(2), false)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "'', a:t, false",
    "a:t, a:t, true",
    "a:t, a:h, false",
    "a:t, b:t, false",
    "a, a:t, true",
    "a, b:t, false",
    "*, b:t, true",
    "a:t a:h, a:h, true",
    "a:t b, b:h, true",
    "a:t a, a:h, true"
  })
  void topicsIncludeASeries(String topics, String series, boolean included) {
    assertEquals(included, of(topics).includes(series(series)));
  }

  @ParameterizedTest
  @CsvSource({"'', false", "b, false", "b:t, false", "a, true", "a:t, true", "*, true"})
  void topicsTouchANode(String topics, boolean touched) {
    assertEquals(touched, of(topics).includesNode(A));
  }

  @Test
  void exactlyTheAddedTopicIsRemoved() {
    Topics topics = of("a a:t *");
    assertEquals(of("a:t *"), topics.minus(Set.of(topic("a"))));
    assertEquals(of("a a:t"), topics.minus(Set.of(ALL)));
    assertEquals(topics, topics.minus(Set.of(topic("b"))));
    assertFalse(of("a:t").minus(Set.of(topic("a:t"))).includesNode(A));
  }

  @Test
  void equalTopicsShareAFrameInAnyOrder() {
    assertEquals(of("a b:t *"), of("* b:t a"));
    assertEquals(of("a b:t *").hashCode(), of("* b:t a").hashCode());
    assertNotEquals(of("a"), of("a:t"));
    assertEquals(Topics.NONE, of("a").minus(Set.of(topic("a"))));
  }

  @Test
  void topicsThemselvesNeverChange() {
    Topics before = of("a");
    before.plus(Set.of(ALL));
    before.minus(Set.of(topic("a")));
    assertEquals(of("a"), before);
    assertEquals(1, before.size());
    assertEquals(1, before.plus(Set.of(topic("a"))).size());
    assertTrue(before.includesNode(A));
  }
}
