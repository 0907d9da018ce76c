package org.kymata.transport.nodews;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.readings.ingest.ReadingBatch.UncheckedReading;
import org.kymata.testing.ProtocolCase;

/** The frames of the node port are decoded as in the examples. */
class NodeWsMessageTest {

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("node-port/bad");
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("node-port/good");
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }

  private static void understand(String frame) {
    NodeWsMessage message = NodeWsMessage.read(frame);
    if (message.isFromNode()) {
      message.drafts();
    } else {
      message.pageCommand();
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFrameIsAnsweredWithWhatIsWrong(ProtocolCase golden) {
    DomainException failure =
        assertThrows(DomainException.class, () -> understand(golden.text()), golden::text);
    assertTrue(failure.getMessage().contains(golden.expected("error", "?")), failure::toString);
    String answer = NodeWsMessage.error(failure.getMessage());
    assertEquals("error", json(answer).getString("type"));
    assertEquals(failure.getMessage(), json(answer).getString("msg"));
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFrameIsUnderstood(ProtocolCase golden) {
    NodeWsMessage message = NodeWsMessage.read(golden.text());
    assertEquals(golden.expected("role", ""), message.isFromNode() ? "node" : "page");
    if (message.isFromNode()) {
      List<UncheckedReading> drafts = message.drafts();
      List<JsonObject> expected = golden.expectedList("readings");
      assertEquals(expected.size(), drafts.size());
      for (int i = 0; i < drafts.size(); i++) {
        assertEquals(expected.get(i).getString("metric"), drafts.get(i).metric);
        assertValue(expected.get(i).get("value"), drafts.get(i));
      }
      JsonObject forPages = json(message.toPageFrame());
      assertEquals("fromservertowebpage", forPages.getString("type"));
      assertEquals(golden.json().get("msg"), forPages.get("msg"));
      assertEquals(golden.expected("key", null), message.key());
      Set<String> shown = new HashSet<>(golden.json().keySet());
      shown.remove("key");
      assertEquals(shown, forPages.keySet());
    } else {
      NodeWsMessage.PageCommand command = message.pageCommand();
      assertEquals(golden.expected("action", ""), command.action());
      assertEquals(golden.expected().get("arguments"), json(command.arguments()));
      assertEquals(golden.expected("node", null), command.node());
    }
  }

  private static void assertValue(JsonValue expected, UncheckedReading draft) {
    if (expected instanceof JsonString text) {
      assertEquals(text.getString(), draft.text);
    } else {
      assertEquals(((JsonNumber) expected).doubleValue(), draft.number);
    }
  }

  @Test
  void nodeGetsActionsWithTheirArgumentsBesideThem() {
    assertEquals(
        ProtocolCase.of("node-port/hub/action-for-nodes").json(),
        json(NodeWsMessage.toNodeFrame("togglerele", "{}")));
    assertEquals(
        ProtocolCase.of("node-port/hub/action-for-nodes").json(),
        json(NodeWsMessage.toNodeFrame("togglerele", null)));
    assertEquals(
        ProtocolCase.of("node-port/hub/setting-for-nodes").json(),
        json(NodeWsMessage.toNodeFrame("changesetting", "{\"interval\":5}")));
  }

  @Test
  void argumentsCannotPassForSomethingElse() {
    String frame =
        NodeWsMessage.toNodeFrame(
            "togglerele", "{\"type\":\"error\",\"msg\":\"x\",\"action\":\"y\"}");
    assertEquals(ProtocolCase.of("node-port/hub/action-for-nodes").json(), json(frame));
  }

  @Test
  void keyInsideTheValuesIsNotPassedToPages() {
    String frame =
        "{\"type\":\"node\",\"msg\":{\"metric\":\"m\",\"value\":1,\"key\":\"kymn_4Zr7mWq2XcT9\"}}";
    String shown = NodeWsMessage.read(frame).toPageFrame();
    assertFalse(shown.contains("4Zr7mWq2XcT9"), shown);
    assertEquals("m", json(shown).getJsonObject("msg").getString("metric"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e999999999", "123456789012345678901234567890"})
  void hugeNumberIsAnOrdinaryNumberOrRejectedLater(String number) {
    understand("{\"type\":\"node\",\"msg\":" + number + "}");
  }
}
