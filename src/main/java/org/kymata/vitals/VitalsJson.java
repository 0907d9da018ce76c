package org.kymata.vitals;

import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import org.kymata.platform.Jsons;
import org.kymata.vitals.VitalsSample.Cpu;
import org.kymata.vitals.VitalsSample.Disk;
import org.kymata.vitals.VitalsSample.Load;
import org.kymata.vitals.VitalsSample.Memory;
import org.kymata.vitals.VitalsSample.Network;
import org.kymata.vitals.VitalsSample.Os;
import org.kymata.vitals.VitalsSample.Swap;

/**
 * A sample as the JSON of {@code docs/protocol.md}: absent parts are left out, percentages and
 * rates have one decimal, load averages two.
 */
public final class VitalsJson {

  private VitalsJson() {}

  /**
   * A sample as one JSON object.
   *
   * @param node id of the machine's node
   * @param sample any sample
   */
  public static String toJson(String node, VitalsSample sample) {
    StringWriter text = new StringWriter(1024);
    try (JsonGenerator json = Jsons.PROVIDER.createGenerator(text)) {
      write(json, node, sample);
    }
    return text.toString();
  }

  /**
   * Writes a sample as one JSON object where the generator stands: at the start, in an array, or
   * after {@link JsonGenerator#writeKey(String)}. Neither flushes nor closes.
   *
   * @param json where to
   * @param node id of the machine's node
   * @param sample any sample
   * @throws jakarta.json.JsonException when the generator's writer fails
   */
  public static void write(JsonGenerator json, String node, VitalsSample sample) {
    json.writeStartObject().write("node", node).write("time", sample.timeMillis());
    sample.host().ifPresent(host -> json.write("host", host));
    sample.os().ifPresent(os -> writeOs(json, os));
    sample.cpu().ifPresent(cpu -> writeCpu(json, cpu));
    sample.load().ifPresent(load -> writeLoad(json, load));
    sample.memory().ifPresent(memory -> writeMemory(json, memory));
    sample.swap().ifPresent(swap -> writeSwap(json, swap));
    if (!sample.disks().isEmpty()) {
      json.writeStartArray("disks");
      sample.disks().forEach(disk -> writeDisk(json, disk));
      json.writeEnd();
    }
    if (!sample.networks().isEmpty()) {
      json.writeStartArray("networks");
      sample.networks().forEach(network -> writeNetwork(json, network));
      json.writeEnd();
    }
    json.writeEnd();
  }

  private static void writeOs(JsonGenerator json, Os os) {
    json.writeStartObject("os")
        .write("name", os.name())
        .write("kernel", os.kernel())
        .write("arch", os.arch());
    os.bootTimeMillis().ifPresent(millis -> json.write("bootTime", millis));
    os.uptimeSeconds().ifPresent(seconds -> json.write("uptimeSeconds", seconds));
    json.writeEnd();
  }

  private static void writeCpu(JsonGenerator json, Cpu cpu) {
    json.writeStartObject("cpu");
    cpu.model().ifPresent(model -> json.write("model", model));
    cpu.usedPercent().ifPresent(used -> json.write("usedPercent", Rounding.percent(used)));
    if (!cpu.perCorePercent().isEmpty()) {
      json.writeStartArray("perCorePercent");
      cpu.perCorePercent().forEach(used -> json.write(Rounding.percent(used)));
      json.writeEnd();
    }
    json.writeEnd();
  }

  private static void writeLoad(JsonGenerator json, Load load) {
    json.writeStartObject("load")
        .write("oneMinute", Rounding.load(load.oneMinute()))
        .write("fiveMinutes", Rounding.load(load.fiveMinutes()))
        .write("fifteenMinutes", Rounding.load(load.fifteenMinutes()))
        .writeEnd();
  }

  private static void writeMemory(JsonGenerator json, Memory memory) {
    json.writeStartObject("memory")
        .write("totalBytes", memory.totalBytes())
        .write("usedBytes", memory.usedBytes())
        .write("availableBytes", memory.availableBytes())
        .writeEnd();
  }

  private static void writeSwap(JsonGenerator json, Swap swap) {
    json.writeStartObject("swap")
        .write("totalBytes", swap.totalBytes())
        .write("usedBytes", swap.usedBytes())
        .writeEnd();
  }

  private static void writeDisk(JsonGenerator json, Disk disk) {
    json.writeStartObject()
        .write("mount", disk.mount())
        .write("device", disk.device())
        .write("type", disk.type())
        .write("totalBytes", disk.totalBytes())
        .write("usedBytes", disk.usedBytes())
        .writeEnd();
  }

  private static void writeNetwork(JsonGenerator json, Network network) {
    json.writeStartObject().write("name", network.name());
    network
        .receivedBytesPerSecond()
        .ifPresent(rate -> json.write("receivedBytesPerSecond", Rounding.rate(rate)));
    network
        .sentBytesPerSecond()
        .ifPresent(rate -> json.write("sentBytesPerSecond", Rounding.rate(rate)));
    json.writeEnd();
  }
}
