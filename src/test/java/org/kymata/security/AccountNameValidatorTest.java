package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

class AccountNameValidatorTest {

  @ParameterizedTest
  @CsvSource({
    "admin, Admin",
    "admin, ADMIN",
    "admin, adm1n",
    "admin, admln",
    "admin, ADMlN",
    "admin, аdmin",
    "admin, ΑDMIΝ",
    "admin, ａｄｍｉｎ",
    "admin, ａｄｍ１ｎ",
    "admin, adrnin",
    "admin, adm\u0131n",
    "admin, 𝐚𝐝𝐦𝐢𝐧",
    "admin, ad\u034Fmin",
    "admin, ad\uFE0Fmin",
    "admin, admin\u3164",
    "Paul, PauI",
    "Paul, раul",
    "Paul, PAUL",
    "bob, b0b",
    "bob, ВОВ",
    "node.1, node.l",
    "Νίκος, νίκος",
    "Νίκος, ΝΊΚΟΣ",
    "Straße, STRASSE",
    "Zoë, Zoe\u0308",
    "scope, ѕсоре",
    "Иван, ИВАН"
  })
  void namesThatCouldBeTakenForEachOtherAreAlike(String one, String other) {
    assertTrue(AccountNameValidator.areConfusable(one, other));
    assertTrue(AccountNameValidator.areConfusable(other, one));
  }

  @ParameterizedTest
  @CsvSource({
    "admin, aḋmin",
    "admin, admins",
    "admin, admin2",
    "anna, anne",
    "vera, olga",
    "Νίκος, Νίκη",
    "user-1, user-2",
    "Zoe, Zoë"
  })
  void namesThatReadDifferentlyAreNotAlike(String one, String other) {
    assertFalse(AccountNameValidator.areConfusable(one, other));
    assertFalse(AccountNameValidator.areConfusable(other, one));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "аdmin",
        "veraα",
        "Ваsil",
        "ad\u034Fmin",
        "ad\uFE0Fmin",
        "admin\u3164",
        "",
        "a b",
        "<b>"
      })
  void nameThatMixesScriptsOrHidesSomethingIsRefused(String name) {
    DomainException refusal =
        assertThrows(DomainException.class, () -> AccountNameValidator.require(name), () -> name);
    assertEquals(Kind.BAD_INPUT, refusal.kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vera", "Ελένη.2", "Иван-3", "田中さん", "Tanaka田中", "김철수", "משה", "Zoë", "o_0"})
  void nameInOneScriptIsTaken(String name) {
    assertEquals(name, AccountNameValidator.require(name));
  }

  @Test
  void accentIsKeptInOneForm() {
    assertEquals("Zo\u00EB", AccountNameValidator.require("Zoe\u0308"));
    assertFalse(AccountNameValidator.areConfusable("Zo\u00EB", "Zoe"));
  }
}
