package org.kymata.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kymata.nodes.NodeId;
import org.kymata.testing.HubResponse;

class CommandJsonTest {

  private static final Command COMMAND =
      new Command(
          "c1",
          new NodeId("k3f9x2ma"),
          "changesetting",
          "{\"wifi\":{\"password\":\"hunter22\"},\"interval\":5}",
          "admin",
          CommandState.QUEUED,
          null,
          1_700_000_000_000L,
          1_700_000_030_000L,
          Map.of(CommandState.QUEUED, 1_700_000_000_000L));

  @Test
  void nodeGetsItsArgumentsAsTheyAreAndPeopleSeeNoSecret() {
    assertFalse(CommandJson.text(COMMAND).contains("hunter22"));
    assertEquals(
        HubResponse.json(COMMAND.arguments()),
        HubResponse.json(CommandJson.textForNode(COMMAND)).getJsonObject("arguments"));
  }
}
