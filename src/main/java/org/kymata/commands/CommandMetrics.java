package org.kymata.commands;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.platform.metrics.MetricSink;
import org.kymata.platform.metrics.MetricSource;

/** Counts how far commands came. */
@ApplicationScoped
public class CommandMetrics implements MetricSource {

  private final LongAdder[] steps = new LongAdder[State.values().length];

  /** Nothing was ordered as yet. */
  public CommandMetrics() {
    Arrays.setAll(steps, any -> new LongAdder());
  }

  void count(@Observes CommandChanged changed) {
    steps[changed.command().state().ordinal()].increment();
  }

  @Override
  public void tell(MetricSink sink) {
    for (State state : State.values()) {
      sink.counter(
          "kymata_commands_total",
          "Commands that came to this step of their life.",
          steps[state.ordinal()].sum(),
          "state",
          state.wireName());
    }
  }
}
