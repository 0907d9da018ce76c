package org.kymata.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import org.kymata.config.Version;

/** Metrics of the process, under the names of Prometheus' own client libraries. */
@ApplicationScoped
public class ProcessMetrics implements MetricSource {

  private static final double MILLIS = 1e-3;

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.gauge("kymata_info", "Always 1; the version is a label.", 1, "version", Version.CURRENT);
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory(sink, "heap", memory.getHeapMemoryUsage());
    memory(sink, "nonheap", memory.getNonHeapMemoryUsage());
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      String name = each.getName();
      sink.counter(
          "jvm_gc_collections_total", "Collections.", each.getCollectionCount(), "gc", name);
      sink.counter(
          "jvm_gc_collection_seconds_total",
          "Time spent in collections.",
          each.getCollectionTime() * MILLIS,
          "gc",
          name);
    }
    sink.gauge(
        "jvm_threads_current", "Threads.", ManagementFactory.getThreadMXBean().getThreadCount());
    sink.gauge(
        "process_start_time_seconds",
        "When the process began, in seconds since 1970.",
        ManagementFactory.getRuntimeMXBean().getStartTime() * MILLIS);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      sink.gauge("process_open_fds", "Open files.", unix.getOpenFileDescriptorCount());
      sink.gauge(
          "process_max_fds", "The maximum number of open files.", unix.getMaxFileDescriptorCount());
      sink.counter(
          "process_cpu_seconds_total", "Processor time used.", unix.getProcessCpuTime() / 1e9);
    }
  }

  private static void memory(MetricSink sink, String area, MemoryUsage usage) {
    sink.gauge("jvm_memory_used_bytes", "Memory in use.", usage.getUsed(), "area", area);
    if (usage.getMax() >= 0) {
      sink.gauge("jvm_memory_max_bytes", "The maximum memory.", usage.getMax(), "area", area);
    }
  }
}
