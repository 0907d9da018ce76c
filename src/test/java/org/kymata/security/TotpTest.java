package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

  // The secret of RFC 6238, appendix B: "12345678901234567890".
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesAreThoseOfTheStandard(long seconds, String code) {
    long step = seconds / 30;
    assertEquals(code, Totp.code(SECRET, step));
    assertEquals(OptionalLong.of(step), Totp.stepOf(code, SECRET, seconds * 1000, 0));
  }

  @Test
  void codeIsValidAMomentEarlierAndLaterAndNeverTwice() {
    String code = Totp.code(SECRET, 1000);
    for (long now = 999; now <= 1001; now++) {
      assertEquals(OptionalLong.of(1000), Totp.stepOf(code, SECRET, now * 30_000, 999));
      assertEquals(OptionalLong.empty(), Totp.stepOf(code, SECRET, now * 30_000, 1000));
    }
    assertEquals(OptionalLong.empty(), Totp.stepOf(code, SECRET, 998 * 30_000, 0));
    assertEquals(OptionalLong.empty(), Totp.stepOf(code, SECRET, 1002 * 30_000, 0));
  }

  @ParameterizedTest
  @CsvSource({"''", "000000", "28708", "2870820", "287 082", "２８７０８２", "abcdef"})
  void anythingElseIsNoCode(String code) {
    assertEquals(OptionalLong.empty(), Totp.stepOf(code, SECRET, 59_000, 0));
  }

  @Test
  void secretsAreLongAndNew() {
    String secret = Totp.newSecret();
    assertTrue(secret.matches("[A-Z2-7]{32}"), secret);
    assertNotEquals(secret, Totp.newSecret());
    assertTrue(Totp.code(secret, 1).matches("[0-9]{6}"));
    assertEquals(
        "otpauth://totp/Kymata:%CE%95.%2F?secret=ABC&issuer=Kymata", Totp.uri("\u0395./", "ABC"));
  }
}
