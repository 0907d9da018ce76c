package org.kymata.e2e;

import java.util.concurrent.atomic.LongAdder;

/** What one sender of malformed input has sent, and the results. */
final class MalformedInputStats {

  private final String transport;
  private final LongAdder sent = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final LongAdder closed = new LongAdder();

  /**
   * Creates the counts of one sender.
   *
   * @param transport its transport, and as whom it sends
   */
  MalformedInputStats(String transport) {
    this.transport = transport;
  }

  /** Counts lines, frames or requests that were sent. */
  void sent(int more) {
    sent.add(more);
  }

  /** Counts errors of the hub. */
  void errors(long more) {
    errors.add(more);
  }

  /** A connection was opened. */
  void connected() {
    connections.increment();
  }

  /** The hub closed a connection. */
  void closed() {
    closed.increment();
  }

  long sentCount() {
    return sent.sum();
  }

  long errorCount() {
    return errors.sum();
  }

  @Override
  public String toString() {
    return "%s: %d sent, %d answered with an error, %d connections, %d of them closed by the hub"
        .formatted(transport, sent.sum(), errors.sum(), connections.sum(), closed.sum());
  }
}
