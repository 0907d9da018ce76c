package org.kymata.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.testing.NodesFixture;

class MessageLogTest {

  private static final NodeId NODE = NodesFixture.GREENHOUSE;
  private static final String TOKEN = "kym_" + "aB3".repeat(10) + "zz";

  private final MessageLog messageLog = new MessageLog();

  private List<LoggedMessage> logged() {
    return messageLog.view(NODE).messages();
  }

  @Test
  void messagesAreKeptNewestLastWithTheirErrors() {
    messageLog.received(NODE, Transport.TCP, "e30=", "{}", "no sensor");
    messageLog.sent(NODE, Transport.TCP, "e30=", "{}");
    List<LoggedMessage> logged = logged();
    assertEquals(2, logged.size());
    assertTrue(logged.get(0).fromNode());
    assertEquals("no sensor", logged.get(0).error());
    assertFalse(logged.get(1).fromNode());
    assertNull(logged.get(1).error());
    assertEquals("e30=", logged.get(1).raw());
    assertEquals("{}", logged.get(1).decoded());
  }

  @Test
  void onlyTheLastFiftyAreKept() {
    messageLog.view(NODE);
    IntStream.range(0, 80)
        .forEach(i -> messageLog.received(NODE, Transport.REST, "" + i, "", null));
    List<LoggedMessage> logged = logged();
    assertEquals(50, logged.size());
    assertEquals("79", logged.get(49).raw());
    assertEquals("30", logged.get(0).raw());
  }

  @Test
  void fastNodeIsLoggedOnlyWhileItsMessagesAreViewed() {
    AtomicInteger written = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      messageLog.received(
          NODE,
          Transport.REST,
          () -> {
            written.incrementAndGet();
            return new MessageLog.Content("raw", "decoded", null);
          });
    }
    assertTrue(written.get() <= 3 * NodeMessageLog.MAX_PER_SECOND, written::toString);
    assertEquals(0, messageLog.estimatedBytes());
    MessageLog.View first = messageLog.view(NODE);
    assertTrue(first.paused());
    assertEquals(List.of(), first.messages());
    messageLog.received(NODE, Transport.REST, "raw", "decoded", null);
    MessageLog.View second = messageLog.view(NODE);
    assertFalse(second.paused());
    assertEquals(1, second.messages().size());
  }

  @Test
  void loggingPausesAfterTheLastViewAndResumesWhenTheNodeIsSlow() {
    NodeMessageLog trace = new NodeMessageLog();
    for (int i = 0; i < 100; i++) {
      trace.register(1_000_000);
    }
    assertFalse(trace.register(1_000_500));
    trace.view(1_000_600);
    assertTrue(trace.register(1_000_700));
    long over = 1_000_600 + NodeMessageLog.VIEWED_MILLIS;
    for (int i = 0; i < 100; i++) {
      trace.register(over - 10);
    }
    assertFalse(trace.register(over));
    assertTrue(trace.register(over + 5_000));
  }

  @Test
  void tokensAreBlanked() {
    messageLog.received(NODE, Transport.REST, "a " + TOKEN + " b", "c " + TOKEN, "d " + TOKEN);
    LoggedMessage message = logged().get(0);
    assertEquals("a kym_… b", message.raw());
    assertEquals("c kym_…", message.decoded());
    assertEquals("d kym_…", message.error());
  }

  @Test
  void apiKeysAreBlanked() {
    String key = TOKEN.replace("kym_", "kymk_");
    messageLog.received(NODE, Transport.KYMATA, "a " + key + " b", "c " + key, "d " + key);
    LoggedMessage message = logged().get(0);
    assertEquals("a kym_… b", message.raw());
    assertEquals("c kym_…", message.decoded());
    assertEquals("d kym_…", message.error());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void secretsOfEveryTransportAreInNoMessage(Transport transport) {
    String secret = "aB3".repeat(8);
    List<String> messages =
        List.of(
            TOKEN,
            "{\"key\":\"" + secret + "\"}",
            "{\"type\":\"hello\",\"token\":\"kym_" + secret + "\"}",
            "{\"type\":\"hello\",\"password\":\"" + secret + "\"}",
            "{\"type\":\"node\",\"key\":\"kymn_" + secret + "\",\"msg\":1}",
            "{\"headers\":{\"Authorization\":\"Bearer " + secret + "\"}}",
            "Authorization: Basic " + secret,
            "GET /luminosity/1?token=" + secret);
    for (String message : messages) {
      String line = Base64.getEncoder().encodeToString(message.getBytes(UTF_8));
      messageLog.received(NODE, transport, message, message, message);
      messageLog.sent(NODE, transport, message, message);
      messageLog.received(NODE, transport, line, message, null);
      messageLog.received(NODE, transport, line, "", "not JSON");
      messageLog.received(NODE, transport, line, null, null);
    }
    for (LoggedMessage message : logged()) {
      assertFalse(message.toString().contains(secret), message::toString);
      assertFalse(message.raw().length() > 60 && !message.raw().contains("…"), message::toString);
    }
  }

  @Test
  void encodedMessageWithATokenIsNotKept() {
    messageLog.received(NODE, Transport.TCP, "a3ltX2FiYw==", TOKEN, null);
    assertEquals("(not kept: there is a secret in it)", logged().get(0).raw());
  }

  @Test
  void tokenAtTheTruncationIsBlankedToo() {
    messageLog.received(
        NODE, Transport.REST, "x".repeat(LoggedMessage.MAX_TEXT - 10) + TOKEN, "", null);
    assertFalse(logged().get(0).raw().contains("aB3"));
  }

  @Test
  void longTextsAreTruncatedWithoutSplittingACharacter() {
    messageLog.received(NODE, Transport.WS, "x" + "🌱".repeat(5_000), "y".repeat(5_000), null);
    LoggedMessage message = logged().get(0);
    assertTrue(message.raw().length() <= LoggedMessage.MAX_TEXT);
    assertTrue(message.raw().endsWith("🌱…"));
    assertEquals(LoggedMessage.MAX_TEXT, message.decoded().length());
  }

  @Test
  void allNodesTogetherHaveABound() {
    String text = "x".repeat(1_000);
    for (int node = 0; node < 5_000; node++) {
      for (int i = 0; i < 5; i++) {
        messageLog.received(new NodeId("n" + node), Transport.WS, text, text, null);
      }
      assertTrue(messageLog.estimatedBytes() <= MessageLog.MAX_BYTES);
    }
    assertTrue(messageLog.estimatedBytes() > MessageLog.MAX_BYTES / 2);
    assertEquals(5, messageLog.view(new NodeId("n4999")).messages().size());
    assertEquals(List.of(), messageLog.view(new NodeId("n0")).messages());
  }

  @Test
  void deletedNodeLeavesNothing() {
    messageLog.received(NODE, Transport.WS, "x", "y", null);
    messageLog.forget(new NodeDeleted(NODE));
    assertEquals(0, messageLog.estimatedBytes());
    assertEquals(List.of(), logged());
  }
}
