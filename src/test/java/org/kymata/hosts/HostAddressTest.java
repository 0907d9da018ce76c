package org.kymata.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;

class HostAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":7100",
        "pi:0",
        "pi:65536",
        "pi:x",
        "pi:7100:1",
        "pi 7100",
        "ftp://pi:7100",
        "http://",
        "http://:8080",
        "http:/pi",
        "http://pi:8080/kymata",
        "http://pi:8080//",
        "http://pi?a=b",
        "http://user@pi",
        "http://user:secret@pi:80",
        "http://2130706433",
        "http://127.1:8080",
        "https://0x7f.1",
        "http://http://pi",
        "http:// pi",
        "pi/..",
        "user@pi",
        "[pi]:7100",
        "[::1",
        "::1]:7100",
        "[::1]7100",
        "[::g]:7100",
        "-pi",
        "pi..local",
        "pi\u0000",
        "2130706433",
        "127.1",
        "127.0.0.1.",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "127.0.0.0x1",
        "256.0.0.1",
        "1.2.3.4.5",
        "010.0.0.1",
        "evil.example.127"
      })
  void invalidOrDisguisedAddressIsRejected(String text) {
    assertThrows(DomainException.class, () -> HostAddress.parse(text));
  }

  @Test
  void tooLongNameIsRejected() {
    assertThrows(DomainException.class, () -> HostAddress.parse("a.".repeat(130) + "b"));
    assertThrows(DomainException.class, () -> HostAddress.parse("a".repeat(65)));
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.20:7101, 192.168.1.20, 7101",
    "192.168.1.20, 192.168.1.20, 7100",
    "' pi.local:7100 ', pi.local, 7100",
    "pi_1, pi_1, 7100",
    "3com.example, 3com.example, 7100",
    "pi.local., pi.local., 7100",
    "[::1]:7100, ::1, 7100",
    "::1, ::1, 7100",
    "[fd00::20], fd00::20, 7100",
    "[::ffff:10.0.0.1]:80, ::ffff:10.0.0.1, 80"
  })
  void addressIsUnderstood(String text, String host, int port) {
    assertEquals(new HostAddress(host, port), HostAddress.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "http://pi.local:8080, pi.local, 8080, KYMATA, http://pi.local:8080",
    "http://pi.local, pi.local, 80, KYMATA, http://pi.local:80",
    "ws://10.0.0.1:8080/, 10.0.0.1, 8080, KYMATA, http://10.0.0.1:8080",
    "HTTPS://Pi.local, Pi.local, 443, KYMATA_TLS, https://Pi.local:443",
    "wss://pi.local:8443, pi.local, 8443, KYMATA_TLS, https://pi.local:8443",
    "http://[fd00::20]:8080, fd00::20, 8080, KYMATA, http://[fd00::20]:8080",
    "https://[::1], ::1, 443, KYMATA_TLS, https://[::1]:443"
  })
  void addressOfAnotherKymataIsUnderstoodAndWrittenInOneWay(
      String text, String host, int port, HostAddress.Protocol speech, String written) {
    HostAddress address = HostAddress.parse(text);
    assertEquals(new HostAddress(host, port, speech), address);
    assertEquals(written, address.toString());
    assertEquals(address, HostAddress.parse(written));
  }

  @ParameterizedTest
  @CsvSource({
    "http://pi.local:8080, https://PI.local:8080, true",
    "http://pi.local:8080, pi.local:8080, true",
    "http://pi.local, https://pi.local, false",
    "pi.local:7100, PI.local., true",
    "[::1]:7100, [0:0::1]:7100, true",
    "[::ffff:10.0.0.1]:1, 10.0.0.1:1, true",
    "pi.local:7100, pi.local:7101, false",
    "10.0.0.1, 10.0.0.2, false"
  })
  void sameAddressIsKnownInOtherSpellings(String one, String other, boolean same) {
    assertEquals(same, HostAddress.parse(one).isSame(HostAddress.parse(other)));
  }

  @Test
  void addressIsWrittenAsItIsRead() {
    for (String text : new String[] {"[::1]:7100", "pi.local:7100", "10.0.0.1:80"}) {
      assertTrue(HostAddress.parse(text).toString().equals(text));
    }
  }
}
