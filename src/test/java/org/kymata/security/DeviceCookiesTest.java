package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceCookiesTest {

  private final Account ada = new Account("ada", "hash of ada", Role.VIEWER, 1);

  @Test
  void deviceIsKnownByItsCookieUntilThePasswordIsChanged() {
    String cookie = DeviceCookies.create(ada);
    assertTrue(cookie.matches("0\\.[2-9a-zA-Z]{22}\\.[A-Za-z0-9_-]{43}"), cookie);
    assertEquals(cookie.substring(0, 24), DeviceCookies.device(cookie, ada).orElseThrow());
    assertNotEquals(cookie, DeviceCookies.create(ada));
    ada.passwordHash("another", false);
    assertEquals(Optional.empty(), DeviceCookies.device(cookie, ada));
  }

  @Test
  void cookieOfAnotherAccountIsInvalid() {
    Account bob = new Account("bob", "hash of bob", Role.VIEWER, 1);
    assertEquals(Optional.empty(), DeviceCookies.device(DeviceCookies.create(bob), ada));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "0.", "0..", "0.a.b", "1.a.b", "..", "0", "0.a.\u00e9"})
  void otherCookieIsInvalid(String cookie) {
    assertEquals(Optional.empty(), DeviceCookies.device(cookie, ada));
  }

  @Test
  void deviceCannotTakeAnotherName() {
    String cookie = DeviceCookies.create(ada);
    String other = "0.a" + cookie.substring(3);
    assertEquals(Optional.empty(), DeviceCookies.device(other.equals(cookie) ? "" : other, ada));
  }
}
