package org.kymata.doors.agent;

import java.util.concurrent.CompletableFuture;
import org.kymata.hosts.CannotConnect;
import org.kymata.hosts.HostAddress;

/** A first connection to an agent that is no host yet; on the loop. */
final class Trial implements Side {

  /**
   * An agent that said who it is and waits for a welcome.
   *
   * @param session its connection
   * @param hello what it said
   */
  record Met(Speaker session, AgentLine.Hello hello) {}

  private final HostAddress address;
  private final String key;
  private final CompletableFuture<Met> met = new CompletableFuture<>();
  private boolean connected;
  private Redial successor;

  Trial(HostAddress address, String key) {
    this.address = address;
    this.key = key;
  }

  /** Done when the agent said who it is; fails with a {@link CannotConnect}. */
  CompletableFuture<Met> met() {
    return met;
  }

  /** From now on the connection is that of a host. */
  void follow(Redial redial) {
    successor = redial;
  }

  /** It took too long. */
  void giveUp() {
    met.completeExceptionally(
        Refusals.tooLong(
            connected
                ? "something answers at " + address + ", but says nothing: no " + address.what()
                : "nobody answers at " + address));
  }

  @Override
  public Greeting greeting() {
    connected = true;
    return new Greeting(key);
  }

  @Override
  public void met(Speaker session, AgentLine.Hello hello) {
    if (!met.complete(new Met(session, hello))) {
      session.close(Refusals.tooLong("nobody waits for it any more"));
    }
  }

  @Override
  public void ended(CannotConnect why) {
    CannotConnect cause = why == null ? Refusals.silentlyClosed() : why;
    met.completeExceptionally(cause);
    if (successor != null) {
      successor.ended(why);
    }
  }
}
