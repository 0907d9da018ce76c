package org.kymata.hosts.agent;

/** How long an agent has sent nothing; checked every 5 s. Not thread-safe. */
public final class IdleTimeout {

  /** The time between checks. */
  public static final long CHECK_MILLIS = 5_000;

  private static final int CHECKS_BEFORE_PING = 3;
  private static final int CHECKS_BEFORE_HELLO_TIMEOUT = 2;
  private static final int CHECKS_BEFORE_TIMEOUT = 9;

  /** The action after a check. */
  public enum Action {
    /** Nothing. */
    WAIT,
    /** Send a ping: 15 s without a line. */
    PING,
    /** Close the connection: 45 s without a line, or 10 s without the first one. */
    CLOSE
  }

  private int checks;

  /** Records a line. */
  public void reset() {
    checks = 0;
  }

  /** Checks, five seconds after the previous check. */
  public Action check(boolean stranger) {
    checks++;
    if (checks >= (stranger ? CHECKS_BEFORE_HELLO_TIMEOUT : CHECKS_BEFORE_TIMEOUT)) {
      return Action.CLOSE;
    }
    return !stranger && checks % CHECKS_BEFORE_PING == 0 ? Action.PING : Action.WAIT;
  }
}
