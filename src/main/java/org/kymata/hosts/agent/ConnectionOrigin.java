package org.kymata.hosts.agent;

import org.kymata.hosts.ConnectFailure;

/** What differs with who began the connection. All calls come on the event loop's thread. */
public interface ConnectionOrigin {

  /** What the hub shows as its key when it speaks first; null when it waits for the agent. */
  record HubCredentials(String key) {}

  /** How the hub begins; null when it does not. */
  HubCredentials hubCredentials();

  /** The agent said who it is; it is to be admitted or refused. */
  void onHello(AgentChannel session, AgentMessage.Hello hello);

  /**
   * The connection is over, or never came about.
   *
   * @param why null when it was welcomed before
   */
  void onEnded(ConnectFailure why);
}
