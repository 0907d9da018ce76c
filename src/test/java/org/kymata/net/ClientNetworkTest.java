package org.kymata.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8:1:2::7, 20010db800010002/64",
    "2001:db8:1:2:ffff:ffff:ffff:ffff, 20010db800010002/64",
    "2001:db8:1:3::7, 20010db800010003/64",
    "::ffff:192.0.2.7, 192.0.2.7",
    "fe80::1%eth0, fe80000000000000/64",
    "unknown, unknown",
    "'', ''",
    "1::2::3, 1::2::3"
  })
  void clientIsAnAddressOrAnIpv6Network(String address, String key) {
    assertEquals(key, ClientNetwork.keyOf(address));
  }
}
