package org.kymata.hosts.agent;

import java.util.concurrent.CompletableFuture;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.HostAddress;

/** The first connection to an agent that is no host yet; event loop's thread only. */
public final class ConnectAttempt implements ConnectionOrigin {

  /**
   * An agent that has sent its hello and waits for a welcome.
   *
   * @param session its connection
   * @param hello its hello
   */
  record IdentifiedAgent(AgentChannel session, AgentMessage.Hello hello) {}

  private final HostAddress address;
  private final String key;
  private final CompletableFuture<IdentifiedAgent> identified = new CompletableFuture<>();
  private boolean connected;
  private Reconnector successor;

  public ConnectAttempt(HostAddress address, String key) {
    this.address = address;
    this.key = key;
  }

  /** Completes when the agent has sent its hello; fails with a {@link ConnectFailure}. */
  public CompletableFuture<IdentifiedAgent> identified() {
    return identified;
  }

  /** Hands the connection over to the host's reconnector. */
  void handOverTo(Reconnector reconnector) {
    successor = reconnector;
  }

  /** Fails the attempt because it took too long. */
  void timeOut() {
    identified.completeExceptionally(
        ConnectErrors.timeout(
            connected
                ? "the program at " + address + " sends nothing; it is no " + address.description()
                : "no answer from " + address));
  }

  @Override
  public HubCredentials hubCredentials() {
    connected = true;
    return new HubCredentials(key);
  }

  @Override
  public void onHello(AgentChannel session, AgentMessage.Hello hello) {
    if (!identified.complete(new IdentifiedAgent(session, hello))) {
      session.close(ConnectErrors.timeout("the attempt to connect has timed out"));
    }
  }

  @Override
  public void onEnded(ConnectFailure why) {
    ConnectFailure cause = why == null ? ConnectErrors.closedWithoutMessage() : why;
    identified.completeExceptionally(cause);
    if (successor != null) {
      successor.onEnded(why);
    }
  }
}
