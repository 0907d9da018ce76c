package org.kymata.doors.agent;

import org.kymata.hosts.CannotConnect;

/** What differs with who began the connection. All calls come on the event loop's thread. */
interface Side {

  /** What the hub shows as its key when it speaks first; null when it waits for the agent. */
  record Greeting(String key) {}

  /** How the hub begins; null when it does not. */
  Greeting greeting();

  /** The agent said who it is; it is to be admitted or refused. */
  void met(Speaker session, AgentLine.Hello hello);

  /**
   * The connection is over, or never came about.
   *
   * @param why null when it was welcomed before
   */
  void ended(CannotConnect why);
}
