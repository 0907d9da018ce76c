package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0 | Firefox on Android",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 | Firefox on Linux",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
            + " | Edge on Windows",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.4 Safari/605.1.15"
            + " | Safari on macOS",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) CriOS/126.0 Safari/604.1"
            + " | Chrome on iPhone",
        "curl/8.5.0 | curl",
        "(X11; Linux x86_64) | Linux",
        "<script>alert(1)</script> | ''",
        "'' | ''"
      })
  void browserAndSystemAreNamed(String userAgent, String name) {
    assertEquals(name, UserAgentParser.of(userAgent));
  }

  @Test
  void emptyUserAgentHasNoName() {
    assertEquals("", UserAgentParser.of(null));
    assertEquals("", UserAgentParser.of("x".repeat(100_000) + "Firefox/1"));
  }
}
