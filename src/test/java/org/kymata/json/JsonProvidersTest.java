package org.kymata.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;

class JsonProvidersTest {

  private static String nested(String open, String close, int deep) {
    return open.repeat(deep) + "1" + close.repeat(deep);
  }

  @Test
  void sixtyFourLevelsAreAcceptedAndOneMoreIsNot() {
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"a\":", "}]"}}) {
      int levels = pair[0].startsWith("[{") ? 2 : 1;
      assertDoesNotThrow(
          () ->
              JsonProviders.requireShallow(
                  nested(pair[0], pair[1], JsonProviders.MAX_DEPTH / levels)));
      DomainException refusal =
          assertThrows(
              DomainException.class,
              () ->
                  JsonProviders.requireShallow(
                      nested(pair[0], pair[1], JsonProviders.MAX_DEPTH / levels + 1)));
      assertTrue(refusal.getMessage().contains("64 deep"), refusal.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"%s\"", "{\"%s\":1}", "[\"\\\"%s\"]", "[\"\\\\\",\"%s\"]"})
  void bracketsInTextsAreNoLevels(String form) {
    String text = form.formatted("[{".repeat(100));
    assertDoesNotThrow(() -> JsonProviders.requireShallow(text), text);
  }

  @Test
  void whatIsOpenedAndClosedIsNoLevelAnyMore() {
    assertDoesNotThrow(() -> JsonProviders.requireShallow("[" + "[],{},".repeat(1_000) + "1]"));
  }
}
