package org.kymata.hosts.peer;

import org.kymata.hosts.HostConnection;

/**
 * The connection to another Kymata; called from any thread. An API key only reads: the sampling
 * interval of that machine is set there, and its processes are shown there.
 */
final class PeerConnection implements HostConnection {

  private final PeerSession session;

  PeerConnection(PeerSession session) {
    this.session = session;
  }

  @Override
  public void setRunning(boolean running) {
    session.runOnLoop(() -> session.setRunning(running));
  }

  @Override
  public void setInterval(int millis) {
    // Unreachable: Hosts rejects it.
  }

  @Override
  public void requestProcesses(ProcessSelection show) {
    // Unreachable: HostProcesses rejects it.
  }

  @Override
  public void acknowledge(long seq) {
    // Nothing to do: a Kymata keeps its own history.
  }

  @Override
  public void close() {
    session.runOnLoop(session::disconnect);
  }
}
