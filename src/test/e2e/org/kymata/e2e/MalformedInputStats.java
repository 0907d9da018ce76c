package org.kymata.e2e;

import java.util.concurrent.atomic.LongAdder;

/** What was sent by one sender of malformed input, and what became of it. */
final class MalformedInputStats {

  private final String transport;
  private final LongAdder sent = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final LongAdder closed = new LongAdder();

  /**
   * Of one sender.
   *
   * @param door where it knocks, and as who
   */
  MalformedInputStats(String door) {
    this.transport = door;
  }

  /** A line, a frame or a request was sent. */
  void sent(int more) {
    sent.add(more);
  }

  /** The hub answered that something was wrong. */
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
