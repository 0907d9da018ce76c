package org.kymata.hosts;

/** The connection to a host's agent, given by a door. Every call returns at once. */
public interface HostConnection {

  /** What the agent is to send of its processes. */
  enum ProcessSelection {
    /** Nothing. */
    NONE,
    /** Those that use the most. */
    TOP,
    /** All. */
    ALL
  }

  /** Tells the agent to sample, or to stop. */
  void setRunning(boolean running);

  /** Tells the agent how far apart its samples shall be. */
  void setInterval(int millis);

  /** Tells the agent what to send of its processes. */
  void requestProcesses(ProcessSelection show);

  /** Tells the agent that everything up to this sample is stored. */
  void acknowledge(long seq);

  /** Ends the connection. */
  void close();
}
