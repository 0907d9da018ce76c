package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.testing.Wiring;

class PasswordStrengthValidatorTest {

  // Shared, as in the hub: loading the dictionaries takes most of the time.
  private static final PasswordStrengthValidator STRENGTH = new PasswordStrengthValidator();

  private static String refusal(String password, String account) {
    DomainException refusal =
        assertThrows(
            DomainException.class, () -> STRENGTH.require(password, account), () -> password);
    assertEquals(Kind.BAD_INPUT, refusal.kind());
    assertTrue(refusal.getMessage().contains("better: four words"), refusal.getMessage());
    return refusal.getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "12345678",
        "Password123!",
        "P@ssw0rd2024",
        "qwertyuiop",
        "1q2w3e4r5t",
        "iloveyou1987",
        "letmein!!",
        "Sommer2026!",
        "Summer2026!",
        "abcdefghijkl",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "23.04.1987",
        "motdepasse",
        "drowssap",
        "raspberrypi",
        "correct horse battery staple",
        "a long password"
      })
  void passwordThatIsEasyToGuessIsRefused(String password) {
    refusal(password, "vera");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seven grey herons at dusk",
        "zwei rote Lampen im Keller",
        "jT4$kx9Qw!",
        "q8Zr4kLm2PxT9vWy",
        "κόκκινη λάμπα στο υπόγειο",
        "青い灯台と七羽の鷺が眠る夜"
      })
  void passwordThatIsHardToGuessIsTaken(String password) {
    assertDoesNotThrow(() -> STRENGTH.require(password, "vera"));
  }

  @ParameterizedTest
  @CsvSource({
    "vera.papadaki, vera.papadaki",
    "vera.papadaki, Vera Papadaki",
    "vera.papadaki, VERAPAPADAKI",
    "vera.papadaki, ikadapap.arev",
    "vera.papadaki, v.e.r.a.p.a.p.a.d.a.k.i",
    "vera.papadaki, vera.papadaki2026",
    "vera.papadaki, 1987 vera.papadaki!",
    "vera.papadaki, papadaki2026!",
    "vera.papadaki, ｖｅｒａｐａｐａｄａｋｉ",
    "vera.papadaki, v3r4p4p4d4k1",
    "vera, veraveravera",
    "admin, admin1234",
    "admin, Admin-Admin!",
    "Ελένη, Ελένη2026",
    "vera, kymata2026",
    "vera, Kymata-Kymata",
    "vera, atamyk99",
    "vera, vera@kymata"
  })
  void nameIsNoPassword(String account, String password) {
    refusal(password, account);
  }

  @Test
  void nameWithinALongPasswordDoesNoHarm() {
    assertDoesNotThrow(() -> STRENGTH.require("vera keeps seven grey herons", "vera"));
    assertDoesNotThrow(() -> STRENGTH.require("seven grey herons at dusk", "a"));
  }

  @Test
  void refusalSaysWhy() {
    assertTrue(refusal("Password123!", "vera").contains("common password"));
    assertTrue(refusal("23.04.1987", "vera").contains("dates"));
    assertTrue(refusal("vera2026", "vera").contains("name of the account"));
    assertTrue(refusal("kymata2026", "vera").contains("name of this program"));
  }

  /** Such repeats take the estimate longest; only their beginning is checked. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "a4@", "$5sS", "1l!|0oO", "password1", "P@ssw0rd", "ab1!"})
  void longRepeatIsRefused(String unit) {
    refusal(unit.repeat(200).substring(0, 200), "vera");
  }

  @ParameterizedTest
  @ValueSource(strings = {"training", "admin2026", "Password123!", "kymata-kymata"})
  void passwordOfTheSettingsThatIsEasyToGuessStopsTheFirstStart(String password) {
    Map<String, String> given = Map.of("kymata.admin.password", password);
    Settings settings = Settings.read(name -> Optional.ofNullable(given.get(name)));
    FirstAdmin admin = Wiring.wire(new FirstAdmin(), "settings", settings);
    assertThrows(DomainException.class, () -> admin.requireStrength(STRENGTH));
  }
}
