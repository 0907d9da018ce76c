package org.kymata.nodes;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.kymata.text.Texts;

/**
 * A sender without a token, as an adoption identifies it.
 *
 * @param transport how it connects
 * @param address its address without a port, in canonical form
 * @param name the name that it sends, sanitized; "" when it sends none
 */
public record Sender(Transport transport, String address, String name) {

  /** The name of a page on the node WebSocket; its origin may follow, after a space. */
  public static final String PAGE = "webpage";

  private static final Pattern NUMERIC =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*+:[0-9A-Fa-f:.]*+");

  /** The longest address, with its zone. */
  private static final int MAX_ADDRESS = 64;

  /** Normalizes address and name. */
  public Sender {
    address = canonical(address);
    name = name == null ? "" : Texts.forDisplay(name.strip());
  }

  /** The canonical form of an address, for comparing. */
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
        // Numeric, so Java looks nothing up.
        return InetAddress.getByName(plain).getHostAddress();
      } catch (UnknownHostException e) {
        // Not an address: kept as it is.
        return Texts.forDisplay(plain);
      }
    }
    return Texts.forDisplay(plain);
  }

  /** Whether it is a page that wants to read and send commands. */
  public boolean isPage() {
    return transport == Transport.NODE_WS && (name.equals(PAGE) || name.startsWith(PAGE + " "));
  }
}
