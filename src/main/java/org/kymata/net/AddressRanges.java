package org.kymata.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A set of IP addresses: single ones and CIDR ranges (RFC 4632, RFC 4291). Immutable.
 *
 * @param ranges all of them
 */
public record AddressRanges(List<AddressRanges.Range> ranges) {

  /**
   * The addresses that the open internet does not route: loopback, RFC 1918, unique local (RFC
   * 4193) and the shared range of providers (RFC 6598), which VPNs use too. Link-local addresses
   * are left out, since clouds serve each machine its credentials there, and so are the other
   * addresses that some clouds use for that.
   */
  public static final String PRIVATE =
      "127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7,"
          + "!100.100.100.200,!fd00:ec2::254,!fd20:ce::254,!fd00:c1::a9fe:a9fe";

  /** The longest address: IPv6 with an IPv4 end, and a zone. */
  private static final int MAX_LITERAL = 45 + 17;

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*(%[0-9A-Za-z._-]{1,16})?");

  /**
   * Addresses with a common prefix.
   *
   * @param start one of them
   * @param bits the length of the prefix
   * @param isExcept whether they are excluded from the set, whatever else it contains
   */
  public record Range(InetAddress start, int bits, boolean isExcept) {
    boolean contains(byte[] address) {
      byte[] first = start.getAddress();
      if (address.length != first.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        if (((address[bit / 8] ^ first[bit / 8]) & (0x80 >> bit % 8)) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Copies the list, so that a set is immutable. */
  public AddressRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * Parses a list such as {@code 192.168.1.0/24,fd00::/8,10.0.0.7}; {@code none} is the empty set,
   * and a {@code !} before an entry excludes it.
   *
   * @return empty when the list is invalid
   */
  public static Optional<AddressRanges> parse(String text) {
    List<Range> ranges = new ArrayList<>();
    if (!text.strip().equals("none")) {
      for (String each : text.split(",", -1)) {
        Optional<Range> range = range(each.strip());
        if (range.isEmpty()) {
          return Optional.empty();
        }
        ranges.add(range.get());
      }
    }
    return Optional.of(new AddressRanges(ranges));
  }

  private static Optional<Range> range(String given) {
    boolean except = given.startsWith("!");
    String text = except ? given.substring(1) : given;
    int slash = text.indexOf('/');
    Optional<InetAddress> start = parseAddress(slash < 0 ? text : text.substring(0, slash));
    if (start.isEmpty()) {
      return Optional.empty();
    }
    int all = start.get().getAddress().length * 8;
    String bits = slash < 0 ? String.valueOf(all) : text.substring(slash + 1);
    return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= all
        ? Optional.of(new Range(start.get(), Integer.parseInt(bits), except))
        : Optional.empty();
  }

  /**
   * Parses an address in its usual form, without any lookup. Forms that programs read in different
   * ways (octal, hexadecimal, one number for all) are refused.
   */
  public static Optional<InetAddress> parseAddress(String text) {
    if (text.length() > MAX_LITERAL) {
      return Optional.empty();
    }
    boolean four = IPV4.matcher(text).matches();
    if (!four && !(text.contains(":") && IPV6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the set contains the address. An IPv4 address within an IPv6 one (RFC 4291, 2.5.5)
   * counts as the IPv4 address.
   */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] meant = address instanceof Inet6Address six && isMapped(six) ? lastFour(bytes) : bytes;
    return ranges.stream().noneMatch(range -> range.isExcept() && range.contains(meant))
        && ranges.stream().anyMatch(range -> !range.isExcept() && range.contains(meant));
  }

  /**
   * Java converts such addresses to IPv4 by itself, but not in every way that one can be created.
   */
  private static boolean isMapped(Inet6Address address) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }

  private static byte[] lastFour(byte[] bytes) {
    return java.util.Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length);
  }
}
