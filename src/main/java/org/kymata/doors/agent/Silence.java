package org.kymata.doors.agent;

/** How long an agent has said nothing; looked at every 5 s. One thread only. */
final class Silence {

  /** How often to look. */
  static final long LOOK_MILLIS = 5_000;

  private static final int PING_LOOKS = 3;
  private static final int STRANGER_LOOKS = 2;
  private static final int SILENT_LOOKS = 9;

  /** What is to be done. */
  enum Verdict {
    /** Nothing. */
    WAIT,
    /** To ask whether it is there: 15 s without a line. */
    ASK,
    /** To give it up: 45 s without a line, or 10 s without a first one. */
    GIVE_UP
  }

  private int looks;

  /** It said something. */
  void heard() {
    looks = 0;
  }

  /** Five more seconds have passed. */
  Verdict look(boolean stranger) {
    looks++;
    if (looks >= (stranger ? STRANGER_LOOKS : SILENT_LOOKS)) {
      return Verdict.GIVE_UP;
    }
    return !stranger && looks % PING_LOOKS == 0 ? Verdict.ASK : Verdict.WAIT;
  }
}
