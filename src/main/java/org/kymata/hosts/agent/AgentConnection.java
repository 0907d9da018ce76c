package org.kymata.hosts.agent;

import org.kymata.hosts.Host;
import org.kymata.hosts.HostConnection;

/** The way from people to an agent; its calls come from any thread. */
final class AgentConnection implements HostConnection {

  private final AgentSession session;
  private final AgentWriter writer;

  // The loop's thread alone. What is told before the welcome, the welcome says.
  private boolean welcomed;
  private boolean running;
  private int intervalMillis;

  AgentConnection(AgentSession session, AgentWriter mouth) {
    this.session = session;
    this.writer = mouth;
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
  public void setRunning(boolean wanted) {
    runIfWelcomed(
        () -> {
          running = wanted;
          writer.send(wanted ? HubMessageEncoder.START : HubMessageEncoder.STOP);
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
