package org.kymata.hosts.agent;

import java.util.concurrent.CompletableFuture;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.HostAddress;

/** A first connection to an agent that is no host yet; on the loop. */
public final class ConnectAttempt implements ConnectionOrigin {

  /**
   * An agent that said who it is and waits for a welcome.
   *
   * @param session its connection
   * @param hello what it said
   */
  record IdentifiedAgent(AgentChannel session, AgentMessage.Hello hello) {}

  private final HostAddress address;
  private final String key;
  private final CompletableFuture<IdentifiedAgent> met = new CompletableFuture<>();
  private boolean connected;
  private Reconnector successor;

  public ConnectAttempt(HostAddress address, String key) {
    this.address = address;
    this.key = key;
  }

  /** Done when the agent said who it is; fails with a {@link ConnectFailure}. */
  public CompletableFuture<IdentifiedAgent> met() {
    return met;
  }

  /** From now on the connection is that of a host. */
  void handOverTo(Reconnector redial) {
    successor = redial;
  }

  /** It took too long. */
  void timeOut() {
    met.completeExceptionally(
        ConnectErrors.timeout(
            connected
                ? "something answers at "
                    + address
                    + ", but says nothing: no "
                    + address.description()
                : "nobody answers at " + address));
  }

  @Override
  public HubCredentials hubCredentials() {
    connected = true;
    return new HubCredentials(key);
  }

  @Override
  public void onHello(AgentChannel session, AgentMessage.Hello hello) {
    if (!met.complete(new IdentifiedAgent(session, hello))) {
      session.close(ConnectErrors.timeout("nobody waits for it any more"));
    }
  }

  @Override
  public void onEnded(ConnectFailure why) {
    ConnectFailure cause = why == null ? ConnectErrors.closedWithoutMessage() : why;
    met.completeExceptionally(cause);
    if (successor != null) {
      successor.onEnded(why);
    }
  }
}
