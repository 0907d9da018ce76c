package org.kymata.commands;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;

/** Counts how far commands came. */
@ApplicationScoped
public class CommandMetrics implements MetricSource {

  private final LongAdder[] counts = new LongAdder[CommandState.values().length];

  /** No command was submitted as yet. */
  public CommandMetrics() {
    Arrays.setAll(counts, any -> new LongAdder());
  }

  void count(@Observes CommandChanged changed) {
    counts[changed.command().state().ordinal()].increment();
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    for (CommandState state : CommandState.values()) {
      sink.counter(
          "kymata_commands_total",
          "Commands that came to this step of their life.",
          counts[state.ordinal()].sum(),
          "state",
          state.wireName());
    }
  }
}
