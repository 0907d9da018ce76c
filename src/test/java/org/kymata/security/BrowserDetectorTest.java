package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers that browsers and devices send with a GET on plain HTTP, separated by bars here. */
class BrowserDetectorTest {

  private static final String CHROME =
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/131.0.0.0 Safari/537.36";

  private static String[] headers(String lines) {
    return lines.isEmpty()
        ? new String[] {"Host", "hub.lan"}
        : Arrays.stream(("Host: hub.lan|" + lines).split("\\|"))
            .flatMap(line -> Arrays.stream(line.split(": ", 2)))
            .toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CHROME,
        CHROME + "|Accept: image/avif,image/webp,*/*;q=0.8",
        "Accept: image/avif,image/webp,image/apng,*/*;q=0.8",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept: text/css,*/*;q=0.1",
        "Accept: video/webm,video/ogg,*/*;q=0.5",
        "Accept-Language: en",
        "Referer: http://evil.example/",
        "Origin: http://evil.example",
        "Origin: null",
        "Upgrade-Insecure-Requests: 1",
        "DNT: 1",
        "Sec-GPC: 1",
        "Sec-Purpose: prefetch",
        "Purpose: prefetch",
        "X-Moz: prefetch",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Mode: no-cors",
        "sec-ch-ua-mobile: ?0",
        "Save-Data: on",
        "Cookie: a=b",
        "Ping-From: http://evil.example/"
      })
  void browserIsKnownAndIsNoDevice(String lines) {
    assertTrue(BrowserDetector.isBrowser(FakeRequests.from("10.0.0.7", headers(lines))), lines);
    assertFalse(
        OriginValidator.isProvenAllowed(FakeRequests.from("10.0.0.7", headers(lines)), Set.of()),
        lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "User-Agent: curl/8.5.0|Accept: */*",
        "User-Agent: Wget/1.21|Accept: */*|Accept-Encoding: identity",
        "User-Agent: ESP32HTTPClient|Connection: close",
        "User-Agent: ESP8266HTTPClient|Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0",
        "User-Agent: python-requests/2.31.0|Accept-Encoding: gzip, deflate|Accept: */*",
        "User-Agent: MicroPython",
        "User-Agent: Java/17.0.1|Accept: text/html, image/gif, image/jpeg, */*; q=0.2",
        "User-Agent: Dalvik/2.1.0 (Linux; U; Android 13)",
        "User-Agent: Go-http-client/1.1|Accept-Encoding: gzip",
        "X-Forwarded-For: 10.0.0.7|X-Forwarded-Proto: http"
      })
  void deviceIsNoBrowser(String lines) {
    assertFalse(BrowserDetector.isBrowser(FakeRequests.from("10.0.0.7", headers(lines))), lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: same-origin",
        "Origin: http://hub.lan",
        "Referer: http://hub.lan/contenu/index.html",
        "Referer: http://HUB.lan:80/"
      })
  void ownPageIsProven(String lines) {
    assertTrue(
        OriginValidator.isProvenAllowed(FakeRequests.from("10.0.0.7", headers(lines)), Set.of()),
        lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Referer: http://hub.lan.evil.example/",
        "Referer: http://hub.lan@evil.example/",
        "Referer: http://hub.lan:81/",
        "Referer: http://evil.example/?http://hub.lan/",
        "Referer: http://hub.lan/|Referer: http://evil.example/",
        "Referer: http://hub.lan/|Sec-Fetch-Site: cross-site",
        "Referer: http://hub.lan/|Origin: null",
        "Referer: about:blank",
        "Referer: ",
        "Sec-Fetch-Site: same-origin|Sec-Fetch-Site: cross-site",
        "Origin: http://hub.lan|Origin: http://evil.example"
      })
  void requestThatOnlyLooksOwnIsNotProven(String lines) {
    assertFalse(
        OriginValidator.isProvenAllowed(FakeRequests.from("10.0.0.7", headers(lines)), Set.of()),
        lines);
  }
}
