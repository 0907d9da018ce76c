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

/** Creates the errors of a failed connection to an agent, as users see them. */
final class ConnectErrors {

  private static final String NOT_AN_AGENT = "the program that listens there is no Kymata agent";

  private ConnectErrors() {}

  /** The failure for an error that the agent sent. */
  static ConnectFailure of(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    if (lower.contains("another hub")) {
      return new ConnectFailure(Code.BUSY, "the agent is already connected to another hub");
    }
    if (lower.contains("key")) {
      return new ConnectFailure(
          Code.WRONG_KEY, "the agent expects its key; its option --key-file names the file");
    }
    return new ConnectFailure(
        Code.WRONG_PROTOCOL,
        "the agent rejected the connection: \"" + Texts.forDisplay(error) + "\"");
  }

  /** The failure for an error of the admission. */
  static ConnectFailure of(DomainException fault) {
    return fault instanceof ConnectFailure known
        ? known
        : new ConnectFailure(Code.WRONG_PROTOCOL, fault.getMessage());
  }

  /**
   * The failure for input that no agent sends; the input is not shown, since it may be
   * confidential.
   */
  static ConnectFailure notAgent() {
    return new ConnectFailure(Code.WRONG_PROTOCOL, NOT_AN_AGENT);
  }

  static ConnectFailure closedWithoutMessage() {
    return new ConnectFailure(
        Code.WRONG_PROTOCOL,
        "the other end accepted the connection and closed it without a message: " + NOT_AN_AGENT);
  }

  /** The failure for an exception of the connection. */
  static ConnectFailure of(Throwable fault, HostAddress address) {
    if (fault instanceof ConnectFailure known) {
      return known;
    }
    if (fault instanceof ConnectTimeoutException) {
      return timeout("no answer from " + address);
    }
    if (fault instanceof ConnectException) {
      return new ConnectFailure(Code.REFUSED, "connection refused: nothing listens at " + address);
    }
    if (fault instanceof NoRouteToHostException || fault instanceof SocketException) {
      return new ConnectFailure(Code.UNREACHABLE, "there is no route to " + address.host());
    }
    return new ConnectFailure(Code.UNREACHABLE, "the hub cannot connect to " + address);
  }

  static ConnectFailure timeout(String what) {
    return new ConnectFailure(Code.TIMEOUT, what);
  }
}
