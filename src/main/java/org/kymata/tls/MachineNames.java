package org.kymata.tls;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names and addresses of this machine.
 *
 * @param host its host name, lower case
 * @param names DNS names
 * @param addresses numeric IP addresses, without a zone
 */
record MachineNames(String host, Set<String> names, Set<String> addresses) {

  // Each costs 20 bytes of every handshake; only container hosts have more.
  private static final int MAX_ADDRESSES = 64;
  private static final Pattern NAME =
      Pattern.compile(
          "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  MachineNames {
    names = Collections.unmodifiableSet(new TreeSet<>(names));
    addresses = Collections.unmodifiableSet(new TreeSet<>(addresses));
  }

  /**
   * The names and addresses of this machine now. Link-local addresses are left out: browsers do not
   * accept an address with a zone.
   *
   * @param more further names from the settings
   */
  static MachineNames current(Set<String> more) {
    String host = hostName();
    Set<String> names = new TreeSet<>(Set.of("localhost", host));
    if (!host.equals("localhost")) {
      // The name that people on the same network type, and its multicast DNS form.
      String first = host.replaceFirst("\\..*", "");
      names.add(first);
      names.add(first + ".local");
    }
    Set<String> addresses = new TreeSet<>(Set.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
    addAddresses(addresses);
    more.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(MachineNames::isName)
        .forEach(names::add);
    return new MachineNames(host, names, addresses);
  }

  private static boolean isName(String name) {
    return name.length() <= 253 && !name.matches("[0-9.]*") && NAME.matcher(name).matches();
  }

  private static void addAddresses(Set<String> addresses) {
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
          .limit(MAX_ADDRESSES)
          .forEach(address -> addresses.add(address.getHostAddress().replaceFirst("%.*", "")));
    } catch (SocketException e) {
      // A machine without a network is reached as localhost.
      return;
    }
  }

  /** Never asks a name server, which may be slow or wrong. */
  static String hostName() {
    String name;
    try {
      name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      String known = System.getenv().getOrDefault("HOSTNAME", System.getenv("COMPUTERNAME"));
      name = known == null ? "localhost" : known.strip();
    }
    name = name.toLowerCase(Locale.ROOT);
    return isName(name) ? name : "localhost";
  }
}
