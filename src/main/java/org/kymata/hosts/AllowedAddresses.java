package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.kymata.config.Settings;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.net.AddressRanges;

/**
 * The addresses that the hub may connect to. Callers must connect to the very address that was
 * checked: a second look-up of the name may return another machine.
 */
@ApplicationScoped
public class AllowedAddresses {

  /** Resolves a name to addresses. */
  interface NameLookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  private AddressRanges allowed;
  private NameLookup names = InetAddress::getAllByName;

  /** For CDI. */
  protected AllowedAddresses() {}

  /** The addresses that the settings allow. */
  @Inject
  public AllowedAddresses(Settings settings) {
    this.allowed = settings.allowedHostAddresses();
  }

  AllowedAddresses(AddressRanges allowed, NameLookup names) {
    this.allowed = allowed;
    this.names = names;
  }

  /**
   * Resolves the address to connect to. May wait for a name server.
   *
   * @throws ConnectFailure NAME_UNKNOWN, or FORBIDDEN_ADDRESS when none of its addresses is allowed
   */
  public InetSocketAddress resolve(HostAddress address) {
    List<InetAddress> found = addresses(address.host());
    return found.stream()
        .filter(this::mayConnectTo)
        .findFirst()
        .map(allowedOne -> new InetSocketAddress(allowedOne, address.port()))
        .orElseThrow(
            () ->
                new ConnectFailure(
                    Code.FORBIDDEN_ADDRESS,
                    "the hub may not connect to "
                        + address.host()
                        + "; KYMATA_HOSTS_ALLOW names the addresses that it may connect to"));
  }

  private List<InetAddress> addresses(String host) {
    return AddressRanges.parseAddress(host).map(List::of).orElseGet(() -> lookUp(host));
  }

  private List<InetAddress> lookUp(String name) {
    try {
      return Stream.of(names.addresses(name)).toList();
    } catch (UnknownHostException e) {
      throw new ConnectFailure(
          Code.NAME_UNKNOWN, "the name " + name + " cannot be resolved; use the IP address");
    }
  }

  /** Special addresses that name no single machine are never allowed: 0.0.0.0 would be this one. */
  private boolean mayConnectTo(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && allowed.contains(address);
  }
}
