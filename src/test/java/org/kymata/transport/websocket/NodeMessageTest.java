package org.kymata.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.commands.ActionsJson;
import org.kymata.commands.Command;
import org.kymata.commands.CommandState;
import org.kymata.errors.DomainException;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.ProtocolCase;

/** A node's frames other than readings are decoded as in the examples. */
class NodeMessageTest {

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("commands/node/bad");
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("commands/node/good");
  }

  private static void understand(ProtocolCase golden) {
    if (golden.json().getString("type").equals("ack")) {
      NodeMessage.ack(golden.text());
    } else {
      NodeMessage.actions(golden.text());
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFrameIsRejectedWithWhatIsWrong(ProtocolCase golden) {
    DomainException failure = assertThrows(DomainException.class, () -> understand(golden));
    assertTrue(failure.getMessage().contains(golden.expected("detail", "?")), failure::toString);
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFrameIsUnderstood(ProtocolCase golden) {
    if (golden.json().getString("type").equals("ack")) {
      NodeMessage.Ack ack = NodeMessage.ack(golden.text());
      assertEquals(golden.expected("id", ""), ack.id());
      assertEquals(golden.expected().getBoolean("done"), ack.done());
      assertEquals(golden.expected("reason", null), ack.reason());
    } else {
      assertEquals(
          ActionsJson.read(golden.expected().get("actions")), NodeMessage.actions(golden.text()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{\"payload\":1e99999999999}"})
  void brokenFrameIsRejected(String frame) {
    assertThrows(DomainException.class, () -> NodeMessage.actions(frame));
  }

  private static String frame(String id, String action, String arguments) {
    return NodeSocketChannel.encode(
        new Command(
            id,
            NodesFixture.DOOR,
            action,
            arguments,
            "olga",
            CommandState.SENT,
            null,
            1,
            2,
            Map.of()));
  }

  @Test
  void nodeGetsWhatItNeedsOfACommand() {
    assertEquals(
        ProtocolCase.of("commands/hub/command").text().strip(),
        frame("q7wm2k9xa4tz", "togglerele", "{}"));
    assertEquals(
        ProtocolCase.of("commands/hub/command-with-arguments").text().strip(),
        frame("pump-1", "pump/run", "{\"seconds\":5}"));
  }
}
