package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.config.Settings;

class AllowedHostsTest {

  private static AllowedHosts with(Map<String, String> settings) {
    return new AllowedHosts(Settings.read(name -> Optional.ofNullable(settings.get(name))));
  }

  private static boolean admits(Map<String, String> settings, String host) {
    return with(settings).isAllowed(host, "203.0.113.20");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LOCALHOST:8080",
        "kymata.localhost",
        "127.0.0.1:8080",
        "127.8.9.10",
        "[::1]:8080",
        "192.168.1.20:8080",
        "10.0.0.7",
        "172.16.0.1",
        "100.64.0.7",
        "169.254.1.2",
        "[fe80::1]:8080",
        "[fd00::20]",
        "[::ffff:192.168.1.20]:8080",
        "203.0.113.20:8080",
        "raspberrypi",
        "raspberrypi:8080",
        "raspberrypi.local:8080",
        "raspberrypi.local.",
        "hub.lan",
        "hub.home.arpa",
        "hub.internal",
        "kymata_1:8080"
      })
  void nameThatNoStrangerCanOwnIsAllowed(String host) {
    assertTrue(admits(Map.of(), host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "evil.example.",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.20.nip.io",
        "evil.example:80:80",
        "local",
        "x.local.evil.example",
        "evil.locale",
        "evillan.example",
        "93.184.216.34",
        "[2001:db8::1]:8080",
        "[::ffff:93.184.216.34]",
        "0.0.0.0:8080",
        "2130706433",
        "0177.0.0.1",
        "user@localhost",
        "evil.example@localhost",
        "localhost/evil.example",
        "localhost evil.example",
        "localhost,evil.example",
        "localhost%00.evil.example",
        "evil.example#.local",
        "evil.example/.local",
        "evil.example:80/.local",
        "[::1",
        "[::1]x.evil.example",
        "[evil.example]",
        ".local",
        "..local",
        ":8080",
        "*"
      })
  void otherNameIsRefused(String host) {
    if (host.equals("local")) {
      // A single label, which no public name server has.
      assertTrue(admits(Map.of(), host));
      return;
    }
    assertFalse(admits(Map.of(), host));
  }

  @ParameterizedTest
  @CsvSource({
    "kymata.allowed.hosts, hub.example.org, hub.example.org:8080, true",
    "kymata.allowed.hosts, Hub.Example.org, HUB.example.ORG, true",
    "kymata.allowed.hosts, hub.example.org, example.org, false",
    "kymata.allowed.hosts, hub.example.org, x.hub.example.org, false",
    "kymata.allowed.hosts, hub.example.org, hub.example.org.evil.example, false",
    "kymata.allowed.hosts, '*.example.org', hub.example.org, true",
    "kymata.allowed.hosts, '*.example.org', a.b.example.org, true",
    "kymata.allowed.hosts, '*.example.org', example.org, false",
    "kymata.allowed.hosts, '*.example.org', evilexample.org, false",
    "kymata.allowed.hosts, 'a.example, b.example', b.example, true",
    "kymata.allowed.hosts, 93.184.216.34, 93.184.216.34:8080, true",
    "kymata.allowed.hosts, '*', evil.example, true",
    "kymata.allowed.origins, https://lab.example:8443, lab.example, true",
    "kymata.allowed.origins, https://lab.example, evil.example, false"
  })
  void settingsAddNames(String setting, String value, String host, boolean admitted) {
    // "*" counts before the request's name is checked.
    boolean all = value.equals("*");
    assertTrue(
        admitted == (all ? admitsRequest(setting, host) : admits(Map.of(setting, value), host)));
  }

  private static boolean admitsRequest(String setting, String host) {
    return with(Map.of(setting, "*")).isAllowed(FakeRequests.from("127.0.0.1", "Host", host));
  }

  @Test
  void requestWithoutANameIsAllowed() {
    assertTrue(with(Map.of()).isAllowed(FakeRequests.from("127.0.0.1")));
    assertFalse(with(Map.of()).isAllowed(FakeRequests.from("127.0.0.1", "Host", "evil.example")));
  }
}
