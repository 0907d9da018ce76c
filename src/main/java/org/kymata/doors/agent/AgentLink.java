package org.kymata.doors.agent;

import org.kymata.hosts.Host;
import org.kymata.hosts.HostLine;

/** The way from people to an agent; its calls come from any thread. */
final class AgentLink implements HostLine {

  private final AgentSession session;
  private final Mouth mouth;

  // The loop's thread alone. What is told before the welcome, the welcome says.
  private boolean welcomed;
  private boolean running;
  private int intervalMillis;

  AgentLink(AgentSession session, Mouth mouth) {
    this.session = session;
    this.mouth = mouth;
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
  public void run(boolean wanted) {
    tell(
        () -> {
          running = wanted;
          mouth.say(wanted ? HubLines.START : HubLines.STOP);
        });
  }

  @Override
  public void interval(int millis) {
    tell(
        () -> {
          intervalMillis = millis;
          mouth.say(HubLines.interval(millis));
        });
  }

  @Override
  public void processes(Show show) {
    tell(() -> mouth.say(HubLines.processes(show)));
  }

  @Override
  public void acknowledge(long seq) {
    tell(() -> mouth.say(HubLines.ack(seq)));
  }

  @Override
  public void close() {
    session.onLoop(session::hangUp);
  }

  private void tell(Runnable work) {
    session.onLoop(
        () -> {
          if (welcomed && session.isOpen()) {
            work.run();
          }
        });
  }
}
