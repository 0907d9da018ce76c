package org.kymata.hosts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kymata.errors.DomainException;
import org.kymata.net.AddressRanges;
import org.kymata.text.Texts;

/**
 * The address of an agent or another Kymata.
 *
 * @param host an IP address in its usual form, or a name
 * @param port from 1 to 65535
 * @param protocol the protocol spoken there
 */
public record HostAddress(String host, int port, Protocol protocol) {

  /** The protocol spoken at an address. */
  public enum Protocol {
    /** The line protocol of agents. */
    AGENT("", DEFAULT_PORT, "Kymata agent"),
    /** The WebSocket of a Kymata. */
    KYMATA("http://", 80, "Kymata"),
    /** The WebSocket of a Kymata over TLS. */
    KYMATA_TLS("https://", 443, "Kymata");

    private final String scheme;
    private final int defaultPort;
    private final String description;

    Protocol(String scheme, int usualPort, String what) {
      this.scheme = scheme;
      this.defaultPort = usualPort;
      this.description = what;
    }
  }

  /** The default port of agents. */
  public static final int DEFAULT_PORT = 7100;

  private static final int MAX_NAME = 253;

  // The longest valid text: a scheme, a name, brackets, a zone and a port.
  private static final int MAX_TEXT = 300;
  private static final Pattern BRACKETS =
      Pattern.compile("\\[([^\\[\\]:]*+:[^\\[\\]]*+)](?::([0-9]{1,5}))?");
  private static final Pattern PLAIN = Pattern.compile("([^:]+)(?::([0-9]{1,5}))?");
  private static final Pattern NAME =
      Pattern.compile("[0-9A-Za-z_]([0-9A-Za-z_-]{0,62})(\\.[0-9A-Za-z_][0-9A-Za-z_-]{0,62})*\\.?");

  // Such a last part can disguise an address: 2130706433, 0x7f.1 and 0177.0.0.1 are loopback to
  // some programs and something else to others.
  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

  private static final Pattern SCHEME = Pattern.compile("(?i)(?:http|ws)(s?)://(.*?)/?");

  /** The address of an agent. */
  public HostAddress(String host, int port) {
    this(host, port, Protocol.AGENT);
  }

  /** Whether another Kymata listens there. */
  public boolean isKymata() {
    return protocol != Protocol.AGENT;
  }

  /** Whether it is reached only by TLS. */
  public boolean isSecure() {
    return protocol == Protocol.KYMATA_TLS;
  }

  /** The kind of program that listens there, for people. */
  public String description() {
    return protocol.description;
  }

  /**
   * Parses {@code 192.168.1.20:7100}, {@code pi.local}, {@code [fe80::1%eth0]:7100} and the like;
   * with {@code http}, {@code https}, {@code ws} or {@code wss} before it, the address of another
   * Kymata.
   *
   * @throws DomainException BAD_INPUT when it is not an address of these forms
   */
  public static HostAddress parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw DomainException.badInput(
          "address has " + text.length() + " characters; it may have at most " + MAX_TEXT);
    }
    String given = text.strip();
    Protocol protocol = Protocol.AGENT;
    Matcher scheme = SCHEME.matcher(given);
    if (scheme.matches()) {
      protocol = scheme.group(1).isEmpty() ? Protocol.KYMATA : Protocol.KYMATA_TLS;
      given = scheme.group(2);
    }
    if (AddressRanges.parseAddress(given).isPresent() && given.contains(":")) {
      return new HostAddress(given, protocol.defaultPort, protocol);
    }
    Matcher parts = BRACKETS.matcher(given);
    if (!parts.matches()) {
      parts = PLAIN.matcher(given);
      if (!parts.matches()) {
        throw malformed(text);
      }
    }
    String host = parts.group(1);
    if (AddressRanges.parseAddress(host).isEmpty() && !isName(host)) {
      throw malformed(text);
    }
    return new HostAddress(host, port(text, parts.group(2), protocol), protocol);
  }

  private static boolean isName(String host) {
    return host.length() <= MAX_NAME
        && NAME.matcher(host).matches()
        && !ENDS_IN_A_NUMBER.matcher(host).matches();
  }

  private static int port(String text, String digits, Protocol protocol) {
    int port = digits == null ? protocol.defaultPort : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw malformed(text);
    }
    return port;
  }

  private static DomainException malformed(String text) {
    return DomainException.badInput(
        "address is \""
            + Texts.forDisplay(text)
            + "\"; it must be an IP address in its usual form or a name, and a port, such as"
            + " 192.168.1.20:7100, or http://192.168.1.30:8080 for another Kymata");
  }

  /** Whether both addresses are equal, without resolving names. */
  public boolean isSame(HostAddress other) {
    return port == other.port && canonical().equals(other.canonical());
  }

  private String canonical() {
    Optional<String> literal =
        AddressRanges.parseAddress(host).map(address -> address.getHostAddress());
    return literal.orElseGet(() -> host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""));
  }

  @Override
  public String toString() {
    return protocol.scheme + (host.contains(":") ? "[" + host + "]:" + port : host + ":" + port);
  }
}
