package org.kymata.doors.agent;

import org.kymata.hosts.HostLine;

/**
 * The way from people to another Kymata; its calls come from any thread. An API key only reads: how
 * often that machine is sampled is set there, and its processes are shown there.
 */
final class PeerLink implements HostLine {

  private final PeerSession session;

  PeerLink(PeerSession session) {
    this.session = session;
  }

  @Override
  public void run(boolean running) {
    session.onLoop(() -> session.run(running));
  }

  @Override
  public void interval(int millis) {
    // Nobody gets here: Hosts refuses it.
  }

  @Override
  public void processes(Show show) {
    // Nobody gets here: HostProcesses refuses it.
  }

  @Override
  public void acknowledge(long seq) {
    // A Kymata keeps its own history and waits for no word about it.
  }

  @Override
  public void close() {
    session.onLoop(session::hangUp);
  }
}
