package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kymata.config.Settings;
import org.kymata.net.AddressRanges;

/**
 * The names under which the hub may be opened. A foreign page can let its own name resolve to the
 * hub's address ("DNS rebinding"), so that its visitor's browser takes the hub for that page's
 * site; but the browser then sends that name in {@code Host}. Names that strangers cannot own are
 * always allowed, others by KYMATA_ALLOWED_HOSTS.
 */
@ApplicationScoped
public class AllowedHosts {

  private static final AddressRanges LOCAL =
      AddressRanges.parse(
              "127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,"
                  + "100.64.0.0/10,fe80::/10,fc00::/7")
          .orElseThrow();

  /** Not delegated in the public DNS (RFC 6761, 6762, 8375; ICANN's "internal"). */
  private static final List<String> LOCAL_SUFFIXES =
      List.of(".localhost", ".local", ".lan", ".home.arpa", ".internal");

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Pattern SINGLE_LABEL = Pattern.compile("(?=.*[a-z_-])[a-z0-9_-]+");
  private static final long REFRESH_NANOS = 10_000_000_000L;

  private boolean all;
  private Set<String> names = Set.of();

  private volatile Set<InetAddress> ownAddresses = Set.of();
  private volatile long refreshedNanos = System.nanoTime() - REFRESH_NANOS;

  /** For CDI. */
  protected AllowedHosts() {}

  /** Adds the names in the settings to those that are always allowed. */
  @Inject
  public AllowedHosts(Settings settings) {
    Set<String> more = new HashSet<>(settings.allowedHosts());
    settings.allowedOrigins().forEach(origin -> more.add(normalize(URI.create(origin).getHost())));
    ownName().ifPresent(more::add);
    this.all = more.contains("*");
    this.names = Set.copyOf(more);
  }

  /** Whether a request names the hub by an allowed name; one without a name is harmless. */
  boolean isAllowed(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return all || host == null || host.isBlank() || isAllowed(host, request.getLocalAddr());
  }

  /**
   * Whether this name is allowed.
   *
   * @param host the value of {@code Host}, with or without a port
   * @param localAddress the address of this machine on which the request came in
   */
  boolean isAllowed(String host, String localAddress) {
    Optional<String> name = name(host);
    if (name.isEmpty()) {
      return false;
    }
    Optional<InetAddress> literal = AddressRanges.parseAddress(name.get());
    return literal.isPresent()
        ? names.contains(name.get()) || isOwn(literal.get(), localAddress)
        : isLocal(name.get()) || isListed(name.get());
  }

  private static boolean isLocal(String name) {
    return SINGLE_LABEL.matcher(name).matches()
        || LOCAL_SUFFIXES.stream().anyMatch(name::endsWith) && NAME.matcher(name).matches();
  }

  /** An entry {@code *.example.org} stands for every name below it. */
  private boolean isListed(String name) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (names.contains("*" + name.substring(dot))) {
        return true;
      }
    }
    return names.contains(name);
  }

  private boolean isOwn(InetAddress address, String localAddress) {
    return LOCAL.contains(address)
        || AddressRanges.parseAddress(localAddress).filter(address::equals).isPresent()
        || ownAddresses().contains(address);
  }

  private Set<InetAddress> ownAddresses() {
    if (System.nanoTime() - refreshedNanos >= REFRESH_NANOS) {
      refreshedNanos = System.nanoTime();
      Set<InetAddress> found = new HashSet<>();
      try {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
          found.addAll(Collections.list(each.getInetAddresses()));
        }
      } catch (SocketException e) {
        // Keeps those that were known; localAddress is enough for most requests.
        return ownAddresses;
      }
      ownAddresses = found;
    }
    return ownAddresses;
  }

  /** The name without its port, in lower case; empty when it is invalid. */
  static Optional<String> name(String host) {
    String given = host.strip().toLowerCase(Locale.ROOT);
    int end = given.startsWith("[") ? given.indexOf(']') + 1 : given.indexOf(':');
    int length = end < 0 ? given.length() : end;
    if (length == 0 || !given.substring(length).matches("(:[0-9]{0,5})?")) {
      return Optional.empty();
    }
    String name = normalize(given.substring(0, length));
    boolean known = NAME.matcher(name).matches() || AddressRanges.parseAddress(name).isPresent();
    return known ? Optional.of(name) : Optional.empty();
  }

  /** Without the brackets of an IPv6 address and the final dot of a full domain name. */
  private static String normalize(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static Optional<String> ownName() {
    try {
      // Read from the kernel, not looked up: a name server may be slow or wrong.
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname"));
      return Optional.of(normalize(name.strip())).filter(found -> NAME.matcher(found).matches());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
