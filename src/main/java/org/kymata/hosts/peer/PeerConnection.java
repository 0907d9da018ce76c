package org.kymata.hosts.peer;

import org.kymata.hosts.HostConnection;

/**
 * The way from people to another Kymata; its calls come from any thread. An API key only reads: how
 * often that machine is sampled is set there, and its processes are shown there.
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
    // Nobody gets here: Hosts refuses it.
  }

  @Override
  public void requestProcesses(ProcessSelection show) {
    // Nobody gets here: HostProcesses refuses it.
  }

  @Override
  public void acknowledge(long seq) {
    // A Kymata keeps its own history and waits for no word about it.
  }

  @Override
  public void close() {
    session.runOnLoop(session::disconnect);
  }
}
