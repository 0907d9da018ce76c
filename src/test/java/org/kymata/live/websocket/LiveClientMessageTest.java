package org.kymata.live.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.errors.DomainException;
import org.kymata.live.BacklogLoader;
import org.kymata.live.Topics;
import org.kymata.live.Topics.Topic;
import org.kymata.nodes.NodeId;
import org.kymata.security.ApiKeyScope;
import org.kymata.security.Caller;
import org.kymata.security.Role;
import org.kymata.testing.ProtocolCase;

class LiveClientMessageTest {

  private static final Caller.User VIEWER = new Caller.User(1, "vera", Role.VIEWER, "session");
  private static final NodeId OWN = new NodeId("k3f9x2ma");

  private static final Caller.Key OF_ONE_NODE =
      new Caller.Key(
          "w7x3q9ma",
          1,
          "vera",
          "notebook",
          new ApiKeyScope(false, Optional.of(Set.of(OWN)), OptionalLong.empty()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'node':'*'}                                        | null",
        "{'node':'k3f9x2ma'}                                 | null",
        "{'node':'k3f9x2ma','metric':'t'}                    | t",
        "{'node':'*'},{'node':'k3f9x2ma'}                    | null",
        "{'node':'m4ngr7qp'}                                 | refused",
        "{'node':'m4ngr7qp','metric':'t'}                    | refused",
        "{'node':'k3f9x2ma'},{'node':'m4ngr7qp'}             | refused",
        "{'node':'none-such'}                                | refused",
      })
  void keyForChosenNodesWatchesThoseOnly(String topics, String metric) {
    LiveClientMessage message =
        LiveClientMessage.read(
            "{\"v\":1,\"type\":\"subscribe\",\"payload\":{\"topics\":[%s]}}"
                .formatted(topics.replace('\'', '"')));
    if (metric.equals("refused")) {
      assertThrows(DomainException.class, () -> message.subscribeRequest(Topics.NONE, OF_ONE_NODE));
      assertThrows(DomainException.class, () -> message.topics(OF_ONE_NODE));
    } else {
      Set<Topics.Topic> own = Set.of(new Topics.Topic(OWN, metric.equals("null") ? null : metric));
      assertEquals(own, message.subscribeRequest(Topics.NONE, OF_ONE_NODE).topics());
      assertEquals(own, message.topics(OF_ONE_NODE));
    }
  }

  static List<ProtocolCase> bad() {
    // The handler of the message rejects an unknown type.
    return ProtocolCase.allIn("browser/bad").stream()
        .filter(golden -> !golden.name().equals("type-unknown"))
        .toList();
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("browser/good");
  }

  private static void readCompletely(String frame) {
    LiveClientMessage message = LiveClientMessage.read(frame);
    if (message.type().equals("subscribe")) {
      message.subscribeRequest(Topics.NONE, VIEWER);
      message.wantsHostFacts();
    } else if (!message.isUnsubscribeAll()) {
      message.topics();
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFrameIsRejectedWithWhatWasWrong(ProtocolCase golden) {
    DomainException failure =
        assertThrows(DomainException.class, () -> readCompletely(golden.text()));
    assertEquals(DomainException.Kind.BAD_INPUT, failure.kind());
    assertTrue(failure.getMessage().contains(golden.expected("detail", "")), failure::toString);
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFrameIsUnderstood(ProtocolCase golden) {
    LiveClientMessage message = LiveClientMessage.read(golden.text());
    assertEquals(golden.expected("type", null), message.type());
    assertEquals(golden.expected("id", null), message.id());
    if (message.type().equals("subscribe")) {
      BacklogLoader.SubscribeRequest join = message.subscribeRequest(Topics.NONE, VIEWER);
      assertEquals(topics(golden), join.topics());
      assertEquals(number(golden, "since"), join.from().sinceMillis());
      assertEquals(number(golden, "cursor"), join.from().cursor());
      assertEquals(message.id(), join.id());
      assertEquals(golden.expected().getBoolean("facts", false), message.wantsHostFacts());
    } else if (message.isUnsubscribeAll()) {
      assertEquals(Set.of(), topics(golden));
    } else {
      assertEquals(topics(golden), message.topics());
    }
  }

  private static Set<Topic> topics(ProtocolCase golden) {
    Set<Topic> topics = new HashSet<>();
    for (JsonObject topic : golden.expectedList("topics")) {
      String node = topic.getString("node");
      topics.add(
          node.equals("*")
              ? new Topic(null, null)
              : new Topic(new NodeId(node), topic.getString("metric", null)));
    }
    return topics;
  }

  private static OptionalLong number(ProtocolCase golden, String member) {
    return golden.expected().containsKey(member)
        ? OptionalLong.of(golden.expected().getJsonNumber(member).longValue())
        : OptionalLong.empty();
  }

  @Test
  void topicsOfOnePageAreBoundedInAll() {
    Topics present = Topics.NONE;
    present = present.plus(subscribe(0, 400).subscribeRequest(present, VIEWER).topics());
    Topics many = present;
    assertThrows(DomainException.class, () -> subscribe(400, 501).subscribeRequest(many, VIEWER));
    assertEquals(100, subscribe(400, 500).subscribeRequest(present, VIEWER).topics().size());
    assertEquals(300, subscribe(0, 300).subscribeRequest(present, VIEWER).topics().size());
  }

  private static LiveClientMessage subscribe(int from, int to) {
    String topics =
        IntStream.range(from, to)
            .mapToObj(i -> "{\"node\":\"k3f9x2ma\",\"metric\":\"m" + i + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    return LiveClientMessage.read(
        "{\"v\":1,\"type\":\"subscribe\",\"payload\":{\"topics\":" + topics + "}}");
  }
}
