package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kymata.net.AddressRanges;

class ClientAddressTest {

  private static final String LOOPBACK = "127.0.0.0/8,::1";

  private static HttpServletRequest seen(
      String trusted, String peer, String name, String lines, String... more) {
    List<String> headers = new ArrayList<>(List.of(more));
    if (lines != null && !lines.isEmpty()) {
      for (String line : lines.split("\\|")) {
        headers.add(name);
        headers.add(line.strip());
      }
    }
    return FakeRequests.behindProxies(
        AddressRanges.parse(trusted).orElseThrow(), peer, headers.toArray(String[]::new));
  }

  /** A bar separates several lines of a header here. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, '', 127.0.0.1",
    "127.0.0.1, 10.0.0.7, 10.0.0.7",
    "0:0:0:0:0:0:0:1, 10.0.0.7, 10.0.0.7",
    "127.0.0.1, '1.2.3.4, 10.0.0.7', 10.0.0.7",
    "192.168.1.9, 10.0.0.7, 192.168.1.9",
    "127.0.0.1, 1.2.3.4 | 10.0.0.7, 10.0.0.7",
    "127.0.0.1, '1.2.3.4, 5.6.7.8 | 9.9.9.9, 10.0.0.7', 10.0.0.7",
    "127.0.0.1, '1.2.3.4, 10.0.0.7, 127.0.0.1', 10.0.0.7",
    "127.0.0.1, '10.0.0.7 | 127.0.0.1', 10.0.0.7",
    "127.0.0.1, '127.0.0.1, 127.0.0.1', 127.0.0.1",
    "127.0.0.1, '1.2.3.4, unknown', 127.0.0.1",
    "127.0.0.1, '1.2.3.4, ', 127.0.0.1",
    "127.0.0.1, '1.2.3.4, _hidden', 127.0.0.1",
    "127.0.0.1, '1.2.3.4, evil.example', 127.0.0.1",
    "127.0.0.1, '1.2.3.4, 0x7f.1', 127.0.0.1",
    "127.0.0.1, 10.0.0.7:4711, 10.0.0.7",
    "127.0.0.1, [2001:db8::7]:4711, 2001:db8::7",
    "127.0.0.1, 2001:db8::7, 2001:db8::7",
    "127.0.0.1, [2001:db8::7, 127.0.0.1",
    "127.0.0.1, '1.2.3.4, ::1', 1.2.3.4",
    "192.168.1.9, '127.0.0.1', 192.168.1.9"
  })
  void addressIsTheLastThatNoTrustedProxyHas(String peer, String lines, String address) {
    assertEquals(address, ClientAddress.of(seen(LOOPBACK, peer, "X-Forwarded-For", lines)));
  }

  @ParameterizedTest
  @CsvSource({
    "'127.0.0.1,172.18.0.0/16', 172.18.0.2, 10.0.0.7, 10.0.0.7",
    "'127.0.0.1,172.18.0.0/16', 172.18.0.2, '1.2.3.4, 10.0.0.7, 172.18.0.9', 10.0.0.7",
    "172.18.0.2, 127.0.0.1, 10.0.0.7, 127.0.0.1",
    "none, 127.0.0.1, 10.0.0.7, 127.0.0.1",
    "fd00::/8, fd00:0:0:0:0:0:0:2, 2001:db8::7, 2001:db8::7"
  })
  void settingSaysWhichProxiesAreBelieved(
      String trusted, String peer, String lines, String address) {
    assertEquals(address, ClientAddress.of(seen(trusted, peer, "X-Forwarded-For", lines)));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, https, true",
    "127.0.0.1, HTTPS, true",
    "127.0.0.1, http, false",
    "127.0.0.1, '', false",
    "127.0.0.1, https | http, false",
    "127.0.0.1, 'https, http', false",
    "127.0.0.1, http | https, true",
    "127.0.0.1, httpsx, false",
    "192.168.1.9, https, false"
  })
  void schemeIsBelievedFromATrustedProxyOnly(String peer, String lines, boolean secure) {
    HttpServletRequest request = seen(LOOPBACK, peer, "X-Forwarded-Proto", lines);
    assertEquals(secure, request.isSecure());
  }

  @ParameterizedTest
  @CsvSource({"Forwarded, for=10.0.0.7;proto=https", "X-Real-IP, 10.0.0.7", "Client-IP, 10.0.0.7"})
  void noOtherHeaderSaysAnything(String name, String value) {
    HttpServletRequest request = seen(LOOPBACK, "127.0.0.1", name, value);
    assertEquals("127.0.0.1", ClientAddress.of(request));
    assertEquals(false, request.isSecure());
  }
}
