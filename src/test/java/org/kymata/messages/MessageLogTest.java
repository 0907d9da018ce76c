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

  private List<LoggedMessage> frames() {
    return messageLog.view(NODE).messages();
  }

  @Test
  void framesAreKeptNewestLastWithWhatWasWrong() {
    messageLog.received(NODE, Transport.TCP, "e30=", "{}", "no sensor");
    messageLog.sent(NODE, Transport.TCP, "e30=", "{}");
    List<LoggedMessage> frames = frames();
    assertEquals(2, frames.size());
    assertTrue(frames.get(0).fromNode());
    assertEquals("no sensor", frames.get(0).error());
    assertFalse(frames.get(1).fromNode());
    assertNull(frames.get(1).error());
    assertEquals("e30=", frames.get(1).raw());
    assertEquals("{}", frames.get(1).decoded());
  }

  @Test
  void onlyTheLastFiftyAreKept() {
    messageLog.view(NODE);
    IntStream.range(0, 80)
        .forEach(i -> messageLog.received(NODE, Transport.REST, "" + i, "", null));
    List<LoggedMessage> frames = frames();
    assertEquals(50, frames.size());
    assertEquals("79", frames.get(49).raw());
    assertEquals("30", frames.get(0).raw());
  }

  @Test
  void ofAFastNodeNothingIsKeptNorWrittenOutUntilSomebodyLooks() {
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
  void keepingEndsAWhileAfterTheLastLookAndBeginsAgainWhenTheNodeIsSlow() {
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
    LoggedMessage frame = frames().get(0);
    assertEquals("a kym_… b", frame.raw());
    assertEquals("c kym_…", frame.decoded());
    assertEquals("d kym_…", frame.error());
  }

  @Test
  void apiKeysAreBlanked() {
    String key = TOKEN.replace("kym_", "kymk_");
    messageLog.received(NODE, Transport.KYMATA, "a " + key + " b", "c " + key, "d " + key);
    LoggedMessage frame = frames().get(0);
    assertEquals("a kym_… b", frame.raw());
    assertEquals("c kym_…", frame.decoded());
    assertEquals("d kym_…", frame.error());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void secretsOfEveryTransportAreInNoFrame(Transport door) {
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
      messageLog.received(NODE, door, message, message, message);
      messageLog.sent(NODE, door, message, message);
      messageLog.received(NODE, door, line, message, null);
      messageLog.received(NODE, door, line, "", "not JSON");
      messageLog.received(NODE, door, line, null, null);
    }
    for (LoggedMessage frame : frames()) {
      assertFalse(frame.toString().contains(secret), frame::toString);
      assertFalse(frame.raw().length() > 60 && !frame.raw().contains("…"), frame::toString);
    }
  }

  @Test
  void whatIsEncodedIsNotKeptWhenATokenIsInIt() {
    messageLog.received(NODE, Transport.TCP, "a3ltX2FiYw==", TOKEN, null);
    assertEquals("(not kept: there is a secret in it)", frames().get(0).raw());
  }

  @Test
  void tokenAtTheCutIsBlankedToo() {
    messageLog.received(
        NODE, Transport.REST, "x".repeat(LoggedMessage.MAX_TEXT - 10) + TOKEN, "", null);
    assertFalse(frames().get(0).raw().contains("aB3"));
  }

  @Test
  void longTextsAreCutWithoutSplittingACharacter() {
    messageLog.received(NODE, Transport.WS, "x" + "🌱".repeat(5_000), "y".repeat(5_000), null);
    LoggedMessage frame = frames().get(0);
    assertTrue(frame.raw().length() <= LoggedMessage.MAX_TEXT);
    assertTrue(frame.raw().endsWith("🌱…"));
    assertEquals(LoggedMessage.MAX_TEXT, frame.decoded().length());
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
    assertEquals(List.of(), frames());
  }
}
