package org.kymata.nodes;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.kymata.text.Texts;

/**
 * Who knocks: what an adoption is bound to.
 *
 * @param door where
 * @param address from where, without a port; in one spelling, whatever was given
 * @param name as it calls itself, made fit to be shown; "" when it does not
 */
public record Sender(Transport transport, String address, String name) {

  /** The name of a page of the node WebSocket door; its origin may follow, after a space. */
  public static final String PAGE = "webpage";

  private static final Pattern NUMERIC =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*+:[0-9A-Fa-f:.]*+");

  /** No address is longer, with its zone. */
  private static final int MAX_ADDRESS = 64;

  /** Brings address and name into the form that they are kept in. */
  public Sender {
    address = canonical(address);
    name = name == null ? "" : Texts.forDisplay(name.strip());
  }

  /** An address in the one spelling that it is compared in. */
  public static String canonical(String address) {
    if (address == null) {
      return "";
    }
    if (address.length() > MAX_ADDRESS) {
      return Texts.forDisplay(address);
    }
    int zone = address.indexOf('%');
    String plain = (zone < 0 ? address : address.substring(0, zone)).strip();
    if (NUMERIC.matcher(plain).matches()) {
      try {
        // Numeric, so nothing is looked up.
        return InetAddress.getByName(plain).getHostAddress();
      } catch (UnknownHostException e) {
        // Not an address after all: kept as it is.
        return Texts.forDisplay(plain);
      }
    }
    return Texts.forDisplay(plain);
  }

  /** Whether it is a page that wants to see and act, and no node. */
  public boolean isPage() {
    return transport == Transport.NODE_WS && (name.equals(PAGE) || name.startsWith(PAGE + " "));
  }
}
