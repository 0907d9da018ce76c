package org.kymata.hosts.agent;

import org.kymata.hosts.Host;
import org.kymata.hosts.HostConnection;

/** Sends commands of users to an agent; called from any thread. */
final class AgentConnection implements HostConnection {

  private final AgentSession session;
  private final AgentWriter writer;

  // Event loop's thread only. The welcome carries settings that were set before it.
  private boolean welcomed;
  private boolean running;
  private int intervalMillis;

  AgentConnection(AgentSession session, AgentWriter writer) {
    this.session = session;
    this.writer = writer;
  }

  void welcomed(Host host) {
    welcomed = true;
    running = host.running();
    intervalMillis = host.intervalMillis();
  }

  boolean isRunning() {
    return running;
  }

  int intervalMillis() {
    return intervalMillis;
  }

  @Override
  public void setRunning(boolean shouldRun) {
    runIfWelcomed(
        () -> {
          running = shouldRun;
          writer.send(shouldRun ? HubMessageEncoder.START : HubMessageEncoder.STOP);
        });
  }

  @Override
  public void setInterval(int millis) {
    runIfWelcomed(
        () -> {
          intervalMillis = millis;
          writer.send(HubMessageEncoder.interval(millis));
        });
  }

  @Override
  public void requestProcesses(ProcessSelection show) {
    runIfWelcomed(() -> writer.send(HubMessageEncoder.processes(show)));
  }

  @Override
  public void acknowledge(long seq) {
    runIfWelcomed(() -> writer.send(HubMessageEncoder.ack(seq)));
  }

  @Override
  public void close() {
    session.runOnLoop(session::disconnect);
  }

  private void runIfWelcomed(Runnable work) {
    session.runOnLoop(
        () -> {
          if (welcomed && session.isOpen()) {
            work.run();
          }
        });
  }
}
