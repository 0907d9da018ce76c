package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.commands.Command;
import org.kymata.commands.CommandState;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.ProtocolCase;

class TcpMessageEncoderTest {

  static Command command(String action, String arguments) {
    return new Command(
        "c1",
        NodesFixture.GREENHOUSE,
        action,
        arguments,
        "admin",
        CommandState.QUEUED,
        null,
        0,
        0,
        Map.of());
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }

  static java.util.List<ProtocolCase> examples() {
    return ProtocolCase.allIn("tcp/hub");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleIsEncodedExactly(ProtocolCase golden) {
    JsonObject expected = golden.expected().getJsonObject("json");
    String written =
        expected.getString("type").equals("error")
            ? TcpMessageEncoder.encodeError(
                expected.getString("code", null), expected.getString("msg"))
            : TcpMessageEncoder.encodeCommand(
                command(
                    expected.getString("action"),
                    expected.containsKey("interval") ? "{\"interval\":5}" : "{}"));
    assertEquals(expected, json(written));
    assertEquals(
        golden.text(),
        TcpMessageEncoder.toBuffer(TcpMessageEncoder.toLine(written)).toString(UTF_8));
  }

  @Test
  void argumentsStandBesideTheActionAndCannotReplaceIt() {
    JsonObject json =
        json(
            TcpMessageEncoder.encodeCommand(
                command("blink", "{\"times\":3,\"action\":\"x\",\"type\":1}")));
    assertEquals("blink", json.getString("action"));
    assertEquals("fromservertonode", json.getString("type"));
    assertEquals(3, json.getInt("times"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "", "\"\"\"", "é", "🌱", "\u0001", "\\"})
  void errorIsCutToWhatTheNodeCanHold(String piece) {
    for (int times : new int[] {1, 5, 40, 200}) {
      String json = TcpMessageEncoder.encodeError(piece.repeat(times));
      assertTrue(TcpMessageEncoder.fits(json), json);
      assertEquals("error", json(json).getString("type"));
    }
  }

  @Test
  void lengthIsThatOfTheBytes() {
    assertTrue(TcpMessageEncoder.fits("x".repeat(128)));
    assertFalse(TcpMessageEncoder.fits("é".repeat(65)));
    assertEquals("x", new String(Base64.getDecoder().decode(TcpMessageEncoder.toLine("x")), UTF_8));
  }
}
