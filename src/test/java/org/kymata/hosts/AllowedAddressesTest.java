package org.kymata.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.net.AddressRanges;

class AllowedAddressesTest {

  private static final Map<String, String> NAMES =
      Map.of(
          "public.example", "93.184.216.34",
          "metadata.example", "192.0.2.1",
          "mapped.example", "::ffff:93.184.216.34",
          "both.example", "93.184.216.34 192.168.1.20",
          "any.example", "0.0.0.0",
          "link-local.example", "169.254.169.254",
          "pi.local", "192.168.1.20");

  private static AllowedAddresses allowing(String ranges) {
    return new AllowedAddresses(
        AddressRanges.parse(ranges).orElseThrow(), AllowedAddressesTest::lookUp);
  }

  private static InetAddress[] lookUp(String name) throws UnknownHostException {
    if (!NAMES.containsKey(name)) {
      throw new UnknownHostException(name);
    }
    String[] texts = NAMES.get(name).split(" ");
    InetAddress[] found = new InetAddress[texts.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = AddressRanges.parseAddress(texts[i]).orElseThrow();
    }
    return found;
  }

  private static Code failureCode(String ranges, String address) {
    return assertThrows(
            ConnectFailure.class, () -> allowing(ranges).resolve(HostAddress.parse(address)))
        .code();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93.184.216.34",
        "0.0.0.0",
        "[::]:7100",
        "255.255.255.255",
        "224.0.0.1",
        "[ff02::1]:7100",
        "[::ffff:93.184.216.34]:80",
        "[::ffff:0.0.0.0]:80",
        "[::127.0.0.1]:80",
        "[64:ff9b::7f00:1]:80",
        "[2002:7f00:1::]:80",
        "[2001:db8::1]:80",
        "11.0.0.1",
        "172.32.0.1",
        "192.169.0.1",
        "100.128.0.1",
        "169.254.169.254",
        "169.254.1.1",
        "[::ffff:169.254.169.254]:80",
        "[::ffff:a9fe:a9fe]:80",
        "[::169.254.169.254]:80",
        "[64:ff9b::a9fe:a9fe]:80",
        "[2002:a9fe:a9fe::]:80",
        "[fe80::1]:7100",
        "[fe80::a9fe:a9fe]:80",
        "[febf::1]:80",
        "100.100.100.200",
        "[::ffff:100.100.100.200]:80",
        "[fd00:ec2::254]:80",
        "link-local.example",
        "public.example",
        "metadata.example",
        "mapped.example",
        "any.example"
      })
  void addressOutsideOfTheRangesIsForbiddenByEveryName(String address) {
    assertEquals(Code.FORBIDDEN_ADDRESS, failureCode(AddressRanges.PRIVATE, address));
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0/0, 0.0.0.0", "::/0, [::]:1", "0.0.0.0/0, 224.0.0.1", "none, 127.0.0.1"})
  void addressWithoutOneMachineBehindItIsNeverAllowed(String ranges, String address) {
    assertEquals(Code.FORBIDDEN_ADDRESS, failureCode(ranges, address));
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.0.0/16, 169.254.1.1, 169.254.1.1",
    "fe80::/10, [fe80::1]:1, fe80:0:0:0:0:0:0:1",
    "'10.0.0.0/8,!10.1.0.0/16', 10.2.0.1, 10.2.0.1"
  })
  void whatIsNamedIsAllowed(String ranges, String address, String found) {
    assertEquals(
        found, allowing(ranges).resolve(HostAddress.parse(address)).getAddress().getHostAddress());
  }

  @ParameterizedTest
  @CsvSource({"'10.0.0.0/8,!10.1.0.0/16', 10.1.2.3", "'!10.1.0.0/16,10.0.0.0/8', 10.1.2.3"})
  void whatIsLeftOutIsForbiddenWhereverItStands(String ranges, String address) {
    assertEquals(Code.FORBIDDEN_ADDRESS, failureCode(ranges, address));
  }

  @Test
  void unknownNameIsReported() {
    assertEquals(Code.NAME_UNKNOWN, failureCode(AddressRanges.PRIVATE, "no-such.example"));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.255.0.1, 127.255.0.1",
    "10.1.2.3, 10.1.2.3",
    "172.31.255.255, 172.31.255.255",
    "192.168.0.1, 192.168.0.1",
    "100.64.0.1, 100.64.0.1",
    "[::1]:1, 0:0:0:0:0:0:0:1",
    "[fd12::1]:1, fd12:0:0:0:0:0:0:1",
    "[::ffff:192.168.0.1]:1, 192.168.0.1",
    "pi.local, 192.168.1.20",
    "both.example, 192.168.1.20"
  })
  void allowedAddressIsTheOneToConnectTo(String address, String found) {
    assertEquals(
        found,
        allowing(AddressRanges.PRIVATE)
            .resolve(HostAddress.parse(address))
            .getAddress()
            .getHostAddress());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0/8", "pi.local", "all"})
  void rangeThatCannotBeReadIsNone(String text) {
    assertEquals(true, AddressRanges.parse(text).isEmpty());
  }
}
