package org.kymata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ./run says, by the functions of the script itself. */
class RunScriptTest {

  private static final String SCRIPT =
      """
      source <(sed -n '/^announce()/,/^# What to type/p' run)
      shown_host() { echo localhost; }
      port=8080 first_start=$1 node_address=$2 tcp_address=$3 node_port=$4 tcp_port=$5
      announce
      """;

  private static List<String> announced(String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("bash", "-c", SCRIPT, "run"), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.lines().skip(2).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "yes, 0.0.0.0, 0.0.0.0, 8001, 7000, KYMATA_NODE_ADDRESS (port 8001) and KYMATA_TCP_ADDRESS (port 7000).",
    "yes, ::, 127.0.0.1, 8001, 7000, set KYMATA_NODE_ADDRESS (port 8001).",
    "yes, 0.0.0.0, 0.0.0.0, 0, 7000, set KYMATA_TCP_ADDRESS (port 7000)."
  })
  void firstStartNamesInOneLineWhatIsOpenToTheNetwork(
      String first, String node, String tcp, String nodePort, String tcpPort, String names)
      throws Exception {
    List<String> said = announced(first, node, tcp, nodePort, tcpPort);
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).endsWith(names), said::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0.0.0.0, 0.0.0.0, 8001, 7000",
    "yes, 127.0.0.1, 192.168.1.2, 8001, 7000",
    "yes, 0.0.0.0, 0.0.0.0, 0, 0"
  })
  void otherStartsAndClosedPortsAreNotTalkedAbout(
      String first, String node, String tcp, String nodePort, String tcpPort) throws Exception {
    assertEquals(List.of(), announced(first, node, tcp, nodePort, tcpPort));
  }
}
