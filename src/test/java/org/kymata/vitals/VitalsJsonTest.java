package org.kymata.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kymata.vitals.VitalsSample.Cpu;
import org.kymata.vitals.VitalsSample.Network;
import org.kymata.vitals.VitalsSample.Os;

class VitalsJsonTest {
  @Test
  void machineThatTellsNothingIsNodeAndTime() {
    assertEquals(
        "{\"node\":\"h0st0001\",\"time\":1795219327123}",
        VitalsJson.toJson("h0st0001", Samples.empty()));
  }

  @Test
  void absentNumbersAreLeftOutOfTheirPart() {
    VitalsSample sample =
        new VitalsSample(
            1,
            Optional.empty(),
            Optional.of(new Os("Linux", "6", "arm", OptionalLong.empty(), OptionalLong.empty())),
            Optional.of(new Cpu(Optional.of("A\"72"), OptionalDouble.empty(), List.of())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(new Network("eth0", OptionalDouble.empty(), OptionalDouble.of(0))));
    assertEquals(
        parse(
            """
            {"node": "n", "time": 1, "os": {"name": "Linux", "kernel": "6", "arch": "arm"},
             "cpu": {"model": "A\\"72"}, "networks": [{"name": "eth0", "sentBytesPerSecond": 0.0}]}
            """),
        parse(VitalsJson.toJson("n", sample)));
  }

  @Test
  void sampleIsWrittenAsTheProtocolShowsIt() {
    String expected =
        """
        {"node": "h0st0001", "time": 1795219327123, "host": "pi-1",
         "os": {"name": "Debian GNU/Linux 12", "kernel": "6.1.0", "arch": "aarch64",
          "bootTime": 1795000000000, "uptimeSeconds": 219327},
         "cpu": {"model": "Cortex-A72", "usedPercent": 12.5,
          "perCorePercent": [10.0, 15.0, 12.0, 13.0]},
         "load": {"oneMinute": 0.52, "fiveMinutes": 0.40, "fifteenMinutes": 0.35},
         "memory": {"totalBytes": 4112445440, "usedBytes": 1331691520,
          "availableBytes": 2780753920},
         "swap": {"totalBytes": 0, "usedBytes": 0},
         "disks": [{"mount": "/", "device": "/dev/mmcblk0p2", "type": "ext4",
          "totalBytes": 31000000000, "usedBytes": 8000000000}],
         "networks": [{"name": "eth0", "receivedBytesPerSecond": 15200000.0,
          "sentBytesPerSecond": 730.0}]}
        """;
    assertEquals(parse(expected), parse(VitalsJson.toJson("h0st0001", Samples.full())));
  }

  @Test
  void sampleCanBeThePayloadOfAnEnvelope() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.createGenerator(text)) {
      json.writeStartObject().write("type", "vitals").writeKey("payload");
      VitalsJson.write(json, "n", Samples.empty());
      json.writeEnd();
    }
    assertEquals(
        "{\"type\":\"vitals\",\"payload\":{\"node\":\"n\",\"time\":1795219327123}}",
        text.toString());
  }

  private static JsonObject parse(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
