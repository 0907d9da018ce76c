package org.kymata.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.errors.DomainException;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.ProtocolCase;

/** Orders are understood as the examples say. */
class CommandRequestJsonTest {

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("commands/requests/bad");
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("commands/requests/good");
  }

  private static Command understand(ProtocolCase golden) {
    return CommandValidator.toCommand(
        NodesFixture.DOOR, CommandRequestJson.read(golden.json()), "olga", 1_000);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badRequestIsRejectedWithWhatIsWrong(ProtocolCase golden) {
    DomainException refusal = assertThrows(DomainException.class, () -> understand(golden));
    assertTrue(refusal.getMessage().contains(golden.expected("detail", "?")), refusal::toString);
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodRequestIsUnderstood(ProtocolCase golden) {
    Command command = understand(golden);
    assertEquals(golden.expected("id", command.id()), command.id());
    assertEquals(golden.expected("action", ""), command.action());
    assertEquals(
        golden.expected().get("arguments"),
        Json.createReader(new StringReader(command.arguments())).readObject());
    assertEquals(golden.expected().getInt("ttl") * 1_000L, command.expires() - command.created());
  }
}
