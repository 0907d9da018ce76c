package org.kymata.vitals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.kymata.platform.Names;
import org.kymata.vitals.VitalsSample.Cpu;
import org.kymata.vitals.VitalsSample.Disk;
import org.kymata.vitals.VitalsSample.Memory;
import org.kymata.vitals.VitalsSample.Network;

/** A sample as readings of the machine's node; the names are in {@code docs/protocol.md}. */
public final class VitalsMetrics {
  private static final List<String> DISK_ENDINGS = List.of("", "/used", "/total");
  private static final List<String> NETWORK_ENDINGS = List.of("/in", "/out");

  private final List<Measurement> measurements = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  private VitalsMetrics() {}

  /**
   * The numbers of a sample, each under its metric name.
   *
   * @param sample any sample
   * @return one measurement for each number that is present, in the order of the protocol; names
   *     are valid and each is there once. Where two mount points or interfaces would share a name,
   *     the later gets {@code _2} and so on before the name's ending
   */
  public static List<Measurement> of(VitalsSample sample) {
    VitalsMetrics metrics = new VitalsMetrics();
    sample.cpu().ifPresent(metrics::addCpu);
    sample
        .load()
        .ifPresent(
            load -> {
              metrics.add("load/1m", Rounding.load(load.oneMinute()), "");
              metrics.add("load/5m", Rounding.load(load.fiveMinutes()), "");
              metrics.add("load/15m", Rounding.load(load.fifteenMinutes()), "");
            });
    sample.memory().ifPresent(metrics::addMemory);
    sample
        .swap()
        .ifPresent(
            swap -> {
              metrics.add("swap/used", swap.usedBytes(), "B");
              metrics.add("swap/total", swap.totalBytes(), "B");
            });
    sample.disks().forEach(metrics::addDisk);
    sample.networks().forEach(metrics::addNetwork);
    sample
        .os()
        .ifPresent(
            os -> os.uptimeSeconds().ifPresent(uptime -> metrics.add("uptime", uptime, "s")));
    return List.copyOf(metrics.measurements);
  }

  private void addCpu(Cpu cpu) {
    cpu.usedPercent().ifPresent(used -> add("cpu", Rounding.percent(used), "%"));
    List<Double> cores = cpu.perCorePercent();
    for (int core = 0; core < cores.size(); core++) {
      add("cpu/core" + core, Rounding.percent(cores.get(core)), "%");
    }
  }

  private void addMemory(Memory memory) {
    add("memory", share(memory.usedBytes(), memory.totalBytes()), "%");
    add("memory/used", memory.usedBytes(), "B");
    add("memory/total", memory.totalBytes(), "B");
    add("memory/available", memory.availableBytes(), "B");
  }

  private void addDisk(Disk disk) {
    String mount = disk.mount();
    String path = mount.startsWith("/") ? mount.substring(1) : mount;
    String base = freeName("disk/", path.isEmpty() ? "root" : path, DISK_ENDINGS);
    add(base, share(disk.usedBytes(), disk.totalBytes()), "%");
    add(base + "/used", disk.usedBytes(), "B");
    add(base + "/total", disk.totalBytes(), "B");
  }

  private void addNetwork(Network network) {
    String base = freeName("net/", network.name(), NETWORK_ENDINGS);
    addRate(base + "/in", network.receivedBytesPerSecond());
    addRate(base + "/out", network.sentBytesPerSecond());
  }

  private void addRate(String metric, OptionalDouble bytesPerSecond) {
    bytesPerSecond.ifPresent(rate -> add(metric, Rounding.rate(rate), "B/s"));
  }

  private void add(String metric, Number value, String unit) {
    measurements.add(new Measurement(metric, value.doubleValue(), unit));
  }

  private static BigDecimal share(long usedBytes, long totalBytes) {
    return Rounding.percent(100.0 * usedBytes / totalBytes);
  }

  /** A name of which no ending is taken yet: {@code /} and {@code /root} both want one name. */
  private String freeName(String prefix, String wanted, List<String> endings) {
    int longestEnding = endings.stream().mapToInt(String::length).max().orElse(0);
    String clean = clean(wanted);
    for (int copy = 1; ; copy++) {
      String mark = copy == 1 ? "" : "_" + copy;
      int room = Names.MAX_LENGTH - prefix.length() - mark.length() - longestEnding;
      String name = prefix + cut(clean, room) + mark;
      List<String> names = endings.stream().map(ending -> name + ending).toList();
      if (names.stream().noneMatch(taken::contains)) {
        taken.addAll(names);
        return name;
      }
    }
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(character -> clean.append(Names.isValid(character) ? character : "_"));
    return clean.toString();
  }

  /** The start of a text; a character of two chars is not cut in half. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean halved = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, halved ? length - 1 : length);
  }
}
