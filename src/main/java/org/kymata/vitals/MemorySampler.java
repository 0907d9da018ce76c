package org.kymata.vitals;

import java.util.Optional;
import org.kymata.vitals.VitalsSample.Memory;
import org.kymata.vitals.VitalsSample.Swap;
import oshi.hardware.GlobalMemory;
import oshi.hardware.VirtualMemory;
import oshi.spi.SystemInfoProvider;

/** Main memory and swap space, in bytes. */
final class MemorySampler {
  private final SystemInfoProvider machine;

  MemorySampler(SystemInfoProvider machine) {
    this.machine = machine;
  }

  /** Main memory, absent when the system would not say. */
  Optional<Memory> sampleMemory() {
    GlobalMemory memory = machine.getHardware().getMemory();
    return memory(memory.getTotal(), memory.getAvailable());
  }

  /** Swap space: zeros without swap, absent when the system would not say. */
  Optional<Swap> sampleSwap() {
    GlobalMemory memory = machine.getHardware().getMemory();
    VirtualMemory virtual = memory.getVirtualMemory();
    return swap(memory.getTotal(), virtual.getSwapTotal(), virtual.getSwapUsed());
  }

  /**
   * Main memory out of the system's two numbers.
   *
   * @param totalBytes 0 when it could not be read
   * @param availableBytes what new work can have
   */
  static Optional<Memory> memory(long totalBytes, long availableBytes) {
    if (totalBytes <= 0 || availableBytes < 0) {
      return Optional.empty();
    }
    long available = Math.min(availableBytes, totalBytes);
    return Optional.of(new Memory(totalBytes, totalBytes - available, available));
  }

  /**
   * Swap space out of the system's numbers.
   *
   * @param memoryBytes main memory: 0 tells that the source of all three could not be read, which
   *     alone parts "no swap" from "not known"
   * @param totalBytes all swap
   * @param usedBytes swap in use
   */
  static Optional<Swap> swap(long memoryBytes, long totalBytes, long usedBytes) {
    if (memoryBytes <= 0 || totalBytes < 0 || usedBytes < 0 || usedBytes > totalBytes) {
      return Optional.empty();
    }
    return Optional.of(new Swap(totalBytes, usedBytes));
  }
}
