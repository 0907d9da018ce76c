package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginValidatorTest {

  private static final Set<String> ALLOWED = Set.of("https://lab.example", "http://[::1]:3000");

  private static boolean isOurs(String... headers) {
    return OriginValidator.isAllowed(FakeRequests.from("127.0.0.1", headers), ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example, hub.local:8080",
    "http://evil.example:8080, hub.local:8080",
    "http://hub.local.evil.example:8080, hub.local:8080",
    "http://evil.hub.local:8080, hub.local:8080",
    "http://hub.local:8081, hub.local:8080",
    "http://hub.local, hub.local:8080",
    "http://hub.local:8080, hub.local",
    "http://user@hub.local:8080, hub.local:8080",
    "http://hub.local:8080@evil.example, hub.local:8080",
    "null, hub.local:8080",
    "'', hub.local:8080",
    "hub.local:8080, hub.local:8080",
    "//hub.local:8080, hub.local:8080",
    "http://, hub.local:8080",
    "http://hub local:8080, hub.local:8080",
    "file:///, hub.local:8080",
    "https://lab.example.evil.example, hub.local:8080",
    "http://lab.example, hub.local:8080",
    "https://lab.example:444, hub.local:8080",
    "'https://lab.example, https://evil.example', hub.local:8080"
  })
  void foreignOriginIsRefused(String origin, String host) {
    assertFalse(isOurs("Origin", origin, "Host", host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none", "SAME-ORIGIN?", ""})
  void otherSiteIsRefused(String site) {
    assertFalse(isOurs("Sec-Fetch-Site", site, "Host", "hub.local"));
  }

  @Test
  void originCountsMoreThanTheSite() {
    assertFalse(
        isOurs(
            "Origin",
            "https://evil.example",
            "Sec-Fetch-Site",
            "same-origin",
            "Host",
            "hub.local"));
  }

  @Test
  void originWithoutAHostToCompareIsRefused() {
    assertFalse(isOurs("Origin", "http://hub.local"));
  }

  @Test
  void pageWithoutTlsIsForeignToASiteBehindATlsProxy() {
    assertFalse(
        isOurs(
            "Origin", "http://hub.example", "Host", "hub.example", "X-Forwarded-Proto", "https"));
    assertTrue(
        isOurs(
            "Origin", "https://hub.example", "Host", "hub.example", "X-Forwarded-Proto", "https"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://hub.local:8080, hub.local:8080",
    "http://HUB.local:8080, hub.LOCAL:8080",
    "http://hub.local, hub.local",
    "http://hub.local:80, hub.local",
    "http://hub.local, hub.local:80",
    "https://hub.local, hub.local:443",
    "https://hub.local, hub.local",
    "http://192.168.1.20:8080, 192.168.1.20:8080",
    "http://[::1]:8080, [::1]:8080",
    "http://[::1], [::1]",
    "https://lab.example, hub.local:8080",
    "https://LAB.example, hub.local:8080",
    "http://[::1]:3000, hub.local:8080"
  })
  void ownOriginAndAllowedOriginsAreAccepted(String origin, String host) {
    assertTrue(isOurs("Origin", origin, "Host", host));
  }

  @Test
  void scriptThatSendsNeitherHeaderIsTrusted() {
    assertTrue(isOurs("Host", "hub.local"));
    assertTrue(isOurs("Sec-Fetch-Site", "same-origin", "Host", "hub.local"));
  }

  @Test
  void severalOriginsOrSitesAreForeign() {
    String ours = "http://hub.local";
    assertFalse(isOurs("Host", "hub.local", "Origin", ours, "Origin", "https://evil.example"));
    assertFalse(isOurs("Host", "hub.local", "Origin", ours, "Origin", ours));
    assertFalse(
        isOurs(
            "Host", "hub.local", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"));
  }

  /** Kymata's own pages are at port 8080 here, and the WebSocket of nodes at 8001. */
  @ParameterizedTest
  @CsvSource({
    "http://hub.local:8080, true",
    "http://hub.local:8001, true",
    "http://HUB.local:8001, true",
    "https://lab.example, true",
    "http://hub.local, false",
    "http://hub.local:3000, false",
    "http://evil.example, false",
    "http://evil.example:8001, false",
    "http://evil.example:8080, false",
    "http://hub.local.evil.example:8001, false",
    "null, false",
    "'', false",
    "file://, false",
    "chrome-extension://abcdef, false",
    "'http://hub.local:8001, http://evil.example', false"
  })
  void pageAtTheNodePortIsOwnOnlyByItsOrigin(String origin, boolean ours) {
    var request = FakeRequests.from("10.0.0.7", "Host", "hub.local:8001", "Origin", origin);
    assertEquals(ours, OriginValidator.isAllowedAtNodePort(request, ALLOWED, 8080));
  }

  @Test
  void severalOriginsAtTheNodePortAreForeign() {
    String ours = "http://hub.local:8001";
    var request =
        FakeRequests.from(
            "10.0.0.7", "Host", "hub.local:8001", "Origin", ours, "Origin", "http://evil.example");
    assertFalse(OriginValidator.isAllowedAtNodePort(request, ALLOWED, 8080));
    assertFalse(
        OriginValidator.isAllowedAtNodePort(
            FakeRequests.from("10.0.0.7", "Host", "hub:8001"), ALLOWED, 8080));
  }
}
