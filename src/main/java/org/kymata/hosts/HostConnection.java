package org.kymata.hosts;

/** The connection to a host's agent. No method blocks. */
public interface HostConnection {

  /** Which processes the agent sends. */
  enum ProcessSelection {
    /** None. */
    NONE,
    /** The ones with the most CPU and memory. */
    TOP,
    /** All. */
    ALL
  }

  /** Tells the agent to start or stop sampling. */
  void setRunning(boolean running);

  /** Sets the time between the agent's samples. */
  void setInterval(int millis);

  /** Sets which processes the agent sends. */
  void requestProcesses(ProcessSelection show);

  /** Acknowledges that all samples up to this one are stored. */
  void acknowledge(long seq);

  /** Closes the connection. */
  void close();
}
