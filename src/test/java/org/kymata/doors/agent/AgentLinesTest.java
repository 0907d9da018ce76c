package org.kymata.doors.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostLine.Show;
import org.kymata.hosts.Sample;
import org.kymata.hosts.Way;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.testing.Golden;
import org.kymata.testing.Mutants;

class AgentLinesTest {

  private static final int MUTANTS = 20_000;

  static List<Golden> bad() {
    return Golden.in("agent/bad");
  }

  static List<Golden> good() {
    return Golden.in("agent/good");
  }

  private static byte[] line(Golden golden) {
    return golden.text().strip().getBytes(UTF_8);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badLineIsRefusedWithItsReason(Golden golden) {
    DomainException refusal =
        assertThrows(DomainException.class, () -> AgentLines.read(line(golden)));
    assertTrue(refusal.getMessage().contains(golden.expected("error", null)), refusal::getMessage);
  }

  @Test
  void lineThatIsNotUtf8IsRefused() {
    assertThrows(DomainException.class, () -> AgentLines.read(new byte[] {'{', (byte) 0xff, '}'}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "true", "[1]", "{}", "1e999999999"})
  void valueOfTheWrongTypeTakesItsMetricAwayAndNothingElse(String value) {
    String text =
        "{\"type\":\"sample\",\"seq\":1,\"time\":1,\"metrics\":{\"cpu\":%s,\"memory\":2}}"
            .formatted(value);
    Sample sample = ((AgentLine.Measured) AgentLines.read(text.getBytes(UTF_8))).sample();
    assertEquals(List.of("memory"), List.copyOf(sample.metrics().keySet()));
    assertEquals(List.of("cpu"), List.copyOf(sample.gone()));
    assertEquals(1, sample.faults().size());
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodLineIsUnderstood(Golden golden) {
    AgentLine line = AgentLines.read(line(golden));
    JsonObject expected = golden.expected();
    if (line instanceof AgentLine.Hello hello) {
      assertEquals(expected.getString("host"), hello.host());
      assertEquals(expected.getInt("next"), hello.next());
      assertEquals(expected.getString("token", null), hello.token());
    } else if (line instanceof AgentLine.Measured measured) {
      Sample sample = measured.sample();
      assertEquals(expected.getInt("seq"), sample.seq());
      assertEquals(expected.getBoolean("full"), sample.full());
      assertEquals(expected.getInt("dropped", 0), sample.dropped());
      JsonObject metrics = expected.getJsonObject("metrics");
      assertEquals(metrics.keySet(), sample.metrics().keySet());
      metrics.forEach(
          (metric, value) ->
              assertEquals(
                  Double.parseDouble(value.toString()), sample.metrics().get(metric), metric));
      assertEquals(expected.getJsonArray("gone").size(), sample.gone().size());
      assertEquals(List.of(), sample.faults());
    } else if (line instanceof AgentLine.Facts facts) {
      assertEquals(expected.getString("host"), facts.facts().host().orElseThrow());
      assertEquals(expected.getInt("cores"), facts.facts().cores());
      assertEquals(expected.getInt("disks"), facts.facts().disks().size());
      assertEquals(expected.getInt("missing"), facts.facts().missing().size());
    } else if (line instanceof AgentLine.Table table) {
      assertEquals(expected.getInt("total"), table.processes().total());
      assertEquals(expected.getInt("count"), table.processes().processes().size());
      assertEquals(expected.getBoolean("more"), table.more());
    } else {
      assertEquals(golden.name(), expected.getString("type"));
    }
  }

  @Test
  void hubSaysWhatTheExamplesShow() {
    Host host =
        new Host(
            new NodeId("k3f9x2ma"),
            Way.LISTEN,
            "pi-1:7100",
            Host.State.CONNECTED,
            null,
            1,
            0,
            1_000,
            true,
            "kymata-agent/0.1.0",
            0,
            0);
    assertHub("hello", HubLines.hello("kymata/0.1.0", "a secret of the agent"));
    assertHub("welcome", HubLines.welcome(host, 812));
    assertHub("start", HubLines.START);
    assertHub("stop", HubLines.STOP);
    assertHub("ping", HubLines.PING);
    assertHub("interval", HubLines.interval(2_000));
    assertHub("processes", HubLines.processes(Show.TOP));
    assertHub("ack", HubLines.ack(830));
    assertHub("error", HubLines.error("the first line must be a hello, and then comes a welcome"));
  }

  private static void assertHub(String name, String line) {
    assertEquals(Golden.of("agent/hub/" + name).text().strip(), line);
  }

  @Test
  void mutantsAreTakenOrRefusedAndNothingElse() {
    Mutants mutants =
        new Mutants(
            Stream.concat(good().stream(), bad().stream()).map(AgentLinesTest::line).toList(),
            new Random(20261121));
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          for (int i = 0; i < MUTANTS; i++) {
            try {
              AgentLines.read(mutants.next());
            } catch (DomainException e) {
              assertTrue(e.kind().status() < 500);
            }
          }
        });
  }
}
