package org.kymata.e2e;

/** Sends malformed input on one transport. Not thread-safe. */
interface MalformedSender {

  /** What was sent so far. */
  MalformedInputStats tally();

  /**
   * Sends a number of inputs and returns when the hub has handled them; no connection stays open.
   *
   * @throws AssertionError when the hub gives an answer that it must not give
   */
  void send(int count);
}
