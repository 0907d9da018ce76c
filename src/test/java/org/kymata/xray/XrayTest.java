package org.kymata.xray;

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
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.testing.Stage;

class XrayTest {

  private static final NodeId NODE = Stage.GREENHOUSE;
  private static final String TOKEN = "kym_" + "aB3".repeat(10) + "zz";

  private final Xray xray = new Xray();

  private List<Frame> frames() {
    return xray.look(NODE).frames();
  }

  @Test
  void framesAreKeptNewestLastWithWhatWasWrong() {
    xray.in(NODE, Door.TCP, "e30=", "{}", "no sensor");
    xray.out(NODE, Door.TCP, "e30=", "{}");
    List<Frame> frames = frames();
    assertEquals(2, frames.size());
    assertTrue(frames.get(0).in());
    assertEquals("no sensor", frames.get(0).fault());
    assertFalse(frames.get(1).in());
    assertNull(frames.get(1).fault());
    assertEquals("e30=", frames.get(1).raw());
    assertEquals("{}", frames.get(1).decoded());
  }

  @Test
  void onlyTheLastFiftyAreKept() {
    xray.look(NODE);
    IntStream.range(0, 80).forEach(i -> xray.in(NODE, Door.REST, "" + i, "", null));
    List<Frame> frames = frames();
    assertEquals(50, frames.size());
    assertEquals("79", frames.get(49).raw());
    assertEquals("30", frames.get(0).raw());
  }

  @Test
  void ofAFastNodeNothingIsKeptNorWrittenOutUntilSomebodyLooks() {
    AtomicInteger written = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      xray.in(
          NODE,
          Door.REST,
          () -> {
            written.incrementAndGet();
            return new Xray.Content("raw", "decoded", null);
          });
    }
    assertTrue(written.get() <= 3 * Trace.MAX_PER_SECOND, written::toString);
    assertEquals(0, xray.bytes());
    Xray.View first = xray.look(NODE);
    assertTrue(first.paused());
    assertEquals(List.of(), first.frames());
    xray.in(NODE, Door.REST, "raw", "decoded", null);
    Xray.View second = xray.look(NODE);
    assertFalse(second.paused());
    assertEquals(1, second.frames().size());
  }

  @Test
  void keepingEndsAWhileAfterTheLastLookAndBeginsAgainWhenTheNodeIsSlow() {
    Trace trace = new Trace();
    for (int i = 0; i < 100; i++) {
      trace.count(1_000_000);
    }
    assertFalse(trace.count(1_000_500));
    trace.look(1_000_600);
    assertTrue(trace.count(1_000_700));
    long over = 1_000_600 + Trace.WATCHED_MILLIS;
    for (int i = 0; i < 100; i++) {
      trace.count(over - 10);
    }
    assertFalse(trace.count(over));
    assertTrue(trace.count(over + 5_000));
  }

  @Test
  void tokensAreBlanked() {
    xray.in(NODE, Door.REST, "a " + TOKEN + " b", "c " + TOKEN, "d " + TOKEN);
    Frame frame = frames().get(0);
    assertEquals("a kym_… b", frame.raw());
    assertEquals("c kym_…", frame.decoded());
    assertEquals("d kym_…", frame.fault());
  }

  @Test
  void apiKeysAreBlanked() {
    String key = TOKEN.replace("kym_", "kymk_");
    xray.in(NODE, Door.KYMATA, "a " + key + " b", "c " + key, "d " + key);
    Frame frame = frames().get(0);
    assertEquals("a kym_… b", frame.raw());
    assertEquals("c kym_…", frame.decoded());
    assertEquals("d kym_…", frame.fault());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void secretsOfEveryTransportAreInNoFrame(Door door) {
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
      xray.in(NODE, door, message, message, message);
      xray.out(NODE, door, message, message);
      xray.in(NODE, door, line, message, null);
      xray.in(NODE, door, line, "", "not JSON");
      xray.in(NODE, door, line, null, null);
    }
    for (Frame frame : frames()) {
      assertFalse(frame.toString().contains(secret), frame::toString);
      assertFalse(frame.raw().length() > 60 && !frame.raw().contains("…"), frame::toString);
    }
  }

  @Test
  void whatIsEncodedIsNotKeptWhenATokenIsInIt() {
    xray.in(NODE, Door.TCP, "a3ltX2FiYw==", TOKEN, null);
    assertEquals("(not kept: there is a secret in it)", frames().get(0).raw());
  }

  @Test
  void tokenAtTheCutIsBlankedToo() {
    xray.in(NODE, Door.REST, "x".repeat(Frame.MAX_TEXT - 10) + TOKEN, "", null);
    assertFalse(frames().get(0).raw().contains("aB3"));
  }

  @Test
  void longTextsAreCutWithoutSplittingACharacter() {
    xray.in(NODE, Door.WS, "x" + "🌱".repeat(5_000), "y".repeat(5_000), null);
    Frame frame = frames().get(0);
    assertTrue(frame.raw().length() <= Frame.MAX_TEXT);
    assertTrue(frame.raw().endsWith("🌱…"));
    assertEquals(Frame.MAX_TEXT, frame.decoded().length());
  }

  @Test
  void allNodesTogetherHaveABound() {
    String text = "x".repeat(1_000);
    for (int node = 0; node < 5_000; node++) {
      for (int i = 0; i < 5; i++) {
        xray.in(new NodeId("n" + node), Door.WS, text, text, null);
      }
      assertTrue(xray.bytes() <= Xray.MAX_BYTES);
    }
    assertTrue(xray.bytes() > Xray.MAX_BYTES / 2);
    assertEquals(5, xray.look(new NodeId("n4999")).frames().size());
    assertEquals(List.of(), xray.look(new NodeId("n0")).frames());
  }

  @Test
  void deletedNodeLeavesNothing() {
    xray.in(NODE, Door.WS, "x", "y", null);
    xray.forget(new NodeDeleted(NODE));
    assertEquals(0, xray.bytes());
    assertEquals(List.of(), frames());
  }
}
