package org.kymata.hosts.agent;

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
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectionMode;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostConnection.ProcessSelection;
import org.kymata.hosts.Sample;
import org.kymata.nodes.NodeId;
import org.kymata.testing.FuzzInputs;
import org.kymata.testing.ProtocolCase;

class AgentMessageDecoderTest {

  private static final int MUTANTS = 20_000;

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("agent/bad");
  }

  static List<ProtocolCase> good() {
    return ProtocolCase.allIn("agent/good");
  }

  private static byte[] line(ProtocolCase golden) {
    return golden.text().strip().getBytes(UTF_8);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badLineIsRejectedWithItsReason(ProtocolCase golden) {
    DomainException failure =
        assertThrows(DomainException.class, () -> AgentMessageDecoder.decode(line(golden)));
    assertTrue(failure.getMessage().contains(golden.expected("error", null)), failure::getMessage);
  }

  @Test
  void lineThatIsNotUtf8IsRejected() {
    assertThrows(
        DomainException.class,
        () -> AgentMessageDecoder.decode(new byte[] {'{', (byte) 0xff, '}'}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "true", "[1]", "{}", "1e999999999"})
  void valueOfTheWrongTypeRemovesItsMetricAndNothingElse(String value) {
    String text =
        "{\"type\":\"sample\",\"seq\":1,\"time\":1,\"metrics\":{\"cpu\":%s,\"memory\":2}}"
            .formatted(value);
    Sample sample =
        ((AgentMessage.SampleMessage) AgentMessageDecoder.decode(text.getBytes(UTF_8))).sample();
    assertEquals(List.of("memory"), List.copyOf(sample.metrics().keySet()));
    assertEquals(List.of("cpu"), List.copyOf(sample.removed()));
    assertEquals(1, sample.errors().size());
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodLineIsUnderstood(ProtocolCase golden) {
    AgentMessage line = AgentMessageDecoder.decode(line(golden));
    JsonObject expected = golden.expected();
    if (line instanceof AgentMessage.Hello hello) {
      assertEquals(expected.getString("host"), hello.host());
      assertEquals(expected.getInt("next"), hello.next());
      assertEquals(expected.getString("token", null), hello.token());
    } else if (line instanceof AgentMessage.SampleMessage measured) {
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
      assertEquals(expected.getJsonArray("gone").size(), sample.removed().size());
      assertEquals(List.of(), sample.errors());
    } else if (line instanceof AgentMessage.Facts facts) {
      assertEquals(expected.getString("host"), facts.facts().host().orElseThrow());
      assertEquals(expected.getInt("cores"), facts.facts().cores());
      assertEquals(expected.getInt("disks"), facts.facts().disks().size());
      assertEquals(expected.getInt("missing"), facts.facts().missing().size());
    } else if (line instanceof AgentMessage.ProcessTablePart table) {
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
            ConnectionMode.LISTEN,
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
    assertHub("hello", HubMessageEncoder.hello("kymata/0.1.0", "a secret of the agent"));
    assertHub("welcome", HubMessageEncoder.welcome(host, 812));
    assertHub("start", HubMessageEncoder.START);
    assertHub("stop", HubMessageEncoder.STOP);
    assertHub("ping", HubMessageEncoder.PING);
    assertHub("interval", HubMessageEncoder.interval(2_000));
    assertHub("processes", HubMessageEncoder.processes(ProcessSelection.TOP));
    assertHub("ack", HubMessageEncoder.ack(830));
    assertHub(
        "error",
        HubMessageEncoder.error("the first line must be a hello, and then comes a welcome"));
  }

  private static void assertHub(String name, String line) {
    assertEquals(ProtocolCase.of("agent/hub/" + name).text().strip(), line);
  }

  @Test
  void mutantsAreAcceptedOrRejectedAndNothingElse() {
    FuzzInputs mutants =
        new FuzzInputs(
            Stream.concat(good().stream(), bad().stream())
                .map(AgentMessageDecoderTest::line)
                .toList(),
            new Random(20261121));
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          for (int i = 0; i < MUTANTS; i++) {
            try {
              AgentMessageDecoder.decode(mutants.next());
            } catch (DomainException e) {
              assertTrue(e.kind().status() < 500);
            }
          }
        });
  }
}
