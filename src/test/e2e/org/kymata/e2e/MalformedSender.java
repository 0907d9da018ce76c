package org.kymata.e2e;

/** Sends what is wrong through one door. One thread at a time. */
interface MalformedSender {

  /** What was sent so far. */
  MalformedInputStats tally();

  /**
   * Sends so many and returns when the hub has taken them; no connection stays open.
   *
   * @throws AssertionError at an answer that the hub must not give
   */
  void send(int count);
}
