package org.kymata.hosts.agent;

import org.kymata.hosts.ConnectFailure;

/** What depends on the side that opened the connection. Called on the event loop's thread. */
public interface ConnectionOrigin {

  /** The key that the hub sends to the agent; null for none. */
  record HubCredentials(String key) {}

  /** The credentials of the hub's hello; null when the agent says hello first. */
  HubCredentials hubCredentials();

  /** Handles the agent's hello: admits or rejects it. */
  void onHello(AgentChannel session, AgentMessage.Hello hello);

  /**
   * Handles the end of the connection, or the failure to open it.
   *
   * @param why null when the host was welcomed before
   */
  void onEnded(ConnectFailure why);
}
