package org.kymata.hosts.agent;

/** How long an agent has said nothing; looked at every 5 s. One thread only. */
public final class IdleTimeout {

  /** How often to look. */
  public static final long CHECK_MILLIS = 5_000;

  private static final int CHECKS_BEFORE_PING = 3;
  private static final int CHECKS_BEFORE_HELLO_TIMEOUT = 2;
  private static final int CHECKS_BEFORE_TIMEOUT = 9;

  /** What is to be done. */
  public enum Action {
    /** Nothing. */
    WAIT,
    /** To ask whether it is there: 15 s without a line. */
    PING,
    /** To give it up: 45 s without a line, or 10 s without a first one. */
    CLOSE
  }

  private int checks;

  /** It said something. */
  public void reset() {
    checks = 0;
  }

  /** Five more seconds have passed. */
  public Action check(boolean stranger) {
    checks++;
    if (checks >= (stranger ? CHECKS_BEFORE_HELLO_TIMEOUT : CHECKS_BEFORE_TIMEOUT)) {
      return Action.CLOSE;
    }
    return !stranger && checks % CHECKS_BEFORE_PING == 0 ? Action.PING : Action.WAIT;
  }
}
