package org.kymata.hosts.agent;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.Locale;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.hosts.HostAddress;
import org.kymata.text.Texts;

/** Why there is no connection to an agent, as a person is told. */
final class ConnectErrors {

  private static final String NOT_AN_AGENT = "what answers there is no Kymata agent";

  private ConnectErrors() {}

  /** What the agent itself says. */
  static ConnectFailure of(String error) {
    String said = error.toLowerCase(Locale.ROOT);
    if (said.contains("another hub")) {
      return new ConnectFailure(Code.BUSY, "the agent is connected to another hub already");
    }
    if (said.contains("key")) {
      return new ConnectFailure(
          Code.WRONG_KEY, "the agent wants its key, which is in the file of its --key-file");
    }
    return new ConnectFailure(
        Code.WRONG_PROTOCOL, "the agent refused: \"" + Texts.forDisplay(error) + "\"");
  }

  /** Why the hub would not let it in. */
  static ConnectFailure of(DomainException fault) {
    return fault instanceof ConnectFailure known
        ? known
        : new ConnectFailure(Code.WRONG_PROTOCOL, fault.getMessage());
  }

  /** It says something that no agent says; what that was is nobody's business. */
  static ConnectFailure notAgent() {
    return new ConnectFailure(Code.WRONG_PROTOCOL, NOT_AN_AGENT);
  }

  static ConnectFailure closedWithoutMessage() {
    return new ConnectFailure(
        Code.WRONG_PROTOCOL, "the connection was taken and closed without a word: " + NOT_AN_AGENT);
  }

  /** Why a connection did not come about. */
  static ConnectFailure of(Throwable fault, HostAddress address) {
    if (fault instanceof ConnectFailure known) {
      return known;
    }
    if (fault instanceof ConnectTimeoutException) {
      return timeout("nobody answers at " + address);
    }
    if (fault instanceof ConnectException) {
      return new ConnectFailure(Code.REFUSED, "connection refused: nothing listens at " + address);
    }
    if (fault instanceof NoRouteToHostException || fault instanceof SocketException) {
      return new ConnectFailure(Code.UNREACHABLE, "there is no way to " + address.host());
    }
    return new ConnectFailure(Code.UNREACHABLE, "the hub cannot connect to " + address);
  }

  static ConnectFailure timeout(String what) {
    return new ConnectFailure(Code.TIMEOUT, what);
  }
}
