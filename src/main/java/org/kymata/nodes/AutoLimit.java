package org.kymata.nodes;

/** How fast senders are adopted without being asked for; the others wait in the list. */
final class AutoLimit {

  /** The most senders of one address. */
  static final int MAX_OF_AN_ADDRESS = 100;

  /** The most in a second, all addresses together: each is a transaction. */
  static final int MAX_IN_A_SECOND = 20;

  private long second;
  private int adopted;

  synchronized boolean mayAdopt(long nowMillis) {
    if (nowMillis / 1_000 != second) {
      second = nowMillis / 1_000;
      adopted = 0;
    }
    return ++adopted <= MAX_IN_A_SECOND;
  }
}
