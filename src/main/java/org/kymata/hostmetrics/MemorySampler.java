package org.kymata.hostmetrics;

import java.util.HashMap;
import java.util.Map;
import org.kymata.hostmetrics.CounterDeltas.Delta;
import oshi.hardware.GlobalMemory;
import oshi.hardware.VirtualMemory;

/**
 * Main memory and swap space, in bytes, and swapping, in bytes per second. Used is what is not
 * available: reclaimable caches do not count, as in {@code free} of procps 4.
 */
final class MemorySampler {
  private static final String MEMORY = "proc/meminfo";
  private static final String SWAPPED = "proc/vmstat";
  private static final long KIBIBYTE = 1024;

  private final SystemSources sources;
  private final long pageBytes;
  private final CounterDeltas deltas = new CounterDeltas();

  MemorySampler(SystemSources machine) {
    this.sources = machine;
    this.pageBytes = machine.procFs().pageBytes();
  }

  /** Adds them; swap is absent on a machine that has none. */
  void sample(SnapshotBuilder snapshot) {
    if (!sources.isLinux()) {
      readFromOshi(sources.oshi().getHardware().getMemory(), snapshot);
      return;
    }
    Map<String, Long> memory =
        sources.procFs().text(MEMORY).map(MemorySampler::parse).orElse(Map.of());
    if (!memory.containsKey("MemTotal")) {
      snapshot.missing("memory", sources.procFs().unreadableReason(MEMORY));
      return;
    }
    add(memory, snapshot);
    if (snapshot.has("swap/total")) {
      sources.procFs().text(SWAPPED).ifPresent(text -> addSwapped(swapped(text), snapshot));
    }
  }

  /** Parses lines {@code MemTotal: 4016060 kB} to bytes by name; other lines are left out. */
  static Map<String, Long> parse(String meminfo) {
    Map<String, Long> bytes = new HashMap<>();
    meminfo
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              long kibibytes = new ProcFields(line, colon + 1, line.length()).nextNumber();
              if (colon > 0 && kibibytes >= 0 && kibibytes <= Long.MAX_VALUE / KIBIBYTE) {
                bytes.put(line.substring(0, colon), kibibytes * KIBIBYTE);
              }
            });
    return bytes;
  }

  /** Adds memory and swap from the kernel's bytes by name. */
  static void add(Map<String, Long> bytes, SnapshotBuilder snapshot) {
    long cached = bytes.getOrDefault("Cached", -1L);
    long reclaimable = bytes.getOrDefault("SReclaimable", 0L);
    addMemory(bytes.get("MemTotal"), bytes.getOrDefault("MemAvailable", -1L), snapshot);
    snapshot.count("memory/cached", cached < 0 ? -1 : cached + reclaimable);
    snapshot.count("memory/buffers", bytes.getOrDefault("Buffers", -1L));
    long swap = bytes.getOrDefault("SwapTotal", 0L);
    addSwap(swap, swap - bytes.getOrDefault("SwapFree", Long.MAX_VALUE), snapshot);
  }

  /** Adds main memory; nothing when a value is not known, which is a total of 0 or less. */
  static void addMemory(long totalBytes, long availableBytes, SnapshotBuilder snapshot) {
    if (totalBytes > 0 && availableBytes >= 0) {
      long available = Math.min(availableBytes, totalBytes);
      snapshot.share("memory", totalBytes - available, totalBytes);
      snapshot.count("memory/used", totalBytes - available);
      snapshot.count("memory/total", totalBytes);
      snapshot.count("memory/available", available);
    }
  }

  /** Adds swap space; nothing without any, or when the used size is not plausible. */
  static void addSwap(long totalBytes, long usedBytes, SnapshotBuilder snapshot) {
    if (totalBytes > 0 && usedBytes >= 0 && usedBytes <= totalBytes) {
      snapshot.count("swap/used", usedBytes);
      snapshot.count("swap/total", totalBytes);
    }
  }

  /** Pages swapped in and out since boot; -1 where not reported. */
  static long[] swapped(String vmstat) {
    return new long[] {pages(vmstat, "\npswpin "), pages(vmstat, "\npswpout ")};
  }

  private static long pages(String vmstat, String name) {
    int found = vmstat.indexOf(name);
    return found < 0
        ? -1
        : new ProcFields(vmstat, found + name.length(), vmstat.length()).nextNumber();
  }

  private void addSwapped(long[] pages, SnapshotBuilder snapshot) {
    Delta growth = deltas.update(Map.of("swap", pages), snapshot.nanos());
    growth.perSecond("swap", 0).ifPresent(in -> snapshot.rate("swap/in", in * pageBytes));
    growth.perSecond("swap", 1).ifPresent(out -> snapshot.rate("swap/out", out * pageBytes));
  }

  private static void readFromOshi(GlobalMemory memory, SnapshotBuilder snapshot) {
    VirtualMemory virtual = memory.getVirtualMemory();
    addMemory(memory.getTotal(), memory.getAvailable(), snapshot);
    addSwap(virtual.getSwapTotal(), virtual.getSwapUsed(), snapshot);
  }
}
