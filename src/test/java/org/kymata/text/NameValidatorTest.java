package org.kymata.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;

class NameValidatorTest {

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ", "a b", "a\n", "a\t", "a\u0000", "a,b", "a;b", "a:b", "a'b", "a\"b", "a\\b", "<b>",
        "a&b", "a*", "a%", "a+b", "a=b", "a@b", "a#b", "a?b", "{a}", "(a)", "a|b", "\u00a0",
        "\u200b", "\u202e", "\u2028", "🌱", "\ud83c", "\udf31", "a\ud83c"
      })
  void nameThatBreaksTheRuleIsRefusedWithTheRule(String name) {
    assertFalse(NameValidator.isValid(name));
    DomainException refusal =
        assertThrows(DomainException.class, () -> NameValidator.require("metric", name));
    assertEquals(DomainException.Kind.BAD_INPUT, refusal.kind());
    assertTrue(refusal.getMessage().startsWith("metric is "), refusal::toString);
    assertTrue(refusal.getMessage().contains("1 to 64 letters, digits or . _ - /"));
  }

  @Test
  void nameOf65CharactersIsTooLong() {
    assertFalse(NameValidator.isValid("x".repeat(65)));
    assertTrue(NameValidator.errorMessage("metric", "x".repeat(65)).contains("65 characters"));
  }

  @Test
  void errorShowsTheNameTruncatedAndCleaned() {
    String complaint = NameValidator.errorMessage("metric", "a\u0007\nb c");
    assertTrue(complaint.chars().noneMatch(Character::isISOControl), complaint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Z",
        "0",
        ".",
        "_",
        "-",
        "/",
        "cpu/core0",
        "Disk.sda_1-used",
        "température",
        "θερμοκρασία",
        "温度",
        "температура",
        "तापमान",
        "٣"
      })
  void lettersAndDigitsOfEveryScriptAreAllowed(String name) {
    assertTrue(NameValidator.isValid(name));
    assertEquals(name, NameValidator.require("metric", name));
  }

  @Test
  void nameOf64CharactersIsAllowed() {
    assertTrue(NameValidator.isValid("x".repeat(64)));
  }
}
