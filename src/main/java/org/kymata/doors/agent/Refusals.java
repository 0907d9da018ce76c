package org.kymata.doors.agent;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.Locale;
import org.kymata.hosts.CannotConnect;
import org.kymata.hosts.CannotConnect.Code;
import org.kymata.hosts.HostAddress;
import org.kymata.platform.DomainException;
import org.kymata.platform.Texts;

/** Why there is no connection to an agent, as a person is told. */
final class Refusals {

  private static final String NO_AGENT = "what answers there is no Kymata agent";

  private Refusals() {}

  /** What the agent itself says. */
  static CannotConnect of(String error) {
    String said = error.toLowerCase(Locale.ROOT);
    if (said.contains("another hub")) {
      return new CannotConnect(Code.BUSY, "the agent is connected to another hub already");
    }
    if (said.contains("key")) {
      return new CannotConnect(
          Code.WRONG_KEY, "the agent wants its key, which is in the file of its --key-file");
    }
    return new CannotConnect(
        Code.WRONG_PROTOCOL, "the agent refused: \"" + Texts.shown(error) + "\"");
  }

  /** Why the hub would not let it in. */
  static CannotConnect of(DomainException fault) {
    return fault instanceof CannotConnect known
        ? known
        : new CannotConnect(Code.WRONG_PROTOCOL, fault.getMessage());
  }

  /** It says something that no agent says; what that was is nobody's business. */
  static CannotConnect noAgent() {
    return new CannotConnect(Code.WRONG_PROTOCOL, NO_AGENT);
  }

  static CannotConnect silentlyClosed() {
    return new CannotConnect(
        Code.WRONG_PROTOCOL, "the connection was taken and closed without a word: " + NO_AGENT);
  }

  /** Why a connection did not come about. */
  static CannotConnect of(Throwable fault, HostAddress address) {
    if (fault instanceof CannotConnect known) {
      return known;
    }
    if (fault instanceof ConnectTimeoutException) {
      return tooLong("nobody answers at " + address);
    }
    if (fault instanceof ConnectException) {
      return new CannotConnect(Code.REFUSED, "connection refused: nothing listens at " + address);
    }
    if (fault instanceof NoRouteToHostException || fault instanceof SocketException) {
      return new CannotConnect(Code.UNREACHABLE, "there is no way to " + address.host());
    }
    return new CannotConnect(Code.UNREACHABLE, "the hub cannot connect to " + address);
  }

  static CannotConnect tooLong(String what) {
    return new CannotConnect(Code.TIMEOUT, what);
  }
}
