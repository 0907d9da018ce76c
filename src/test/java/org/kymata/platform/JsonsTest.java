package org.kymata.platform;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonsTest {

  private static String nested(String open, String close, int deep) {
    return open.repeat(deep) + "1" + close.repeat(deep);
  }

  @Test
  void sixtyFourLevelsAreTakenAndOneMoreIsNot() {
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"a\":", "}]"}}) {
      int levels = pair[0].startsWith("[{") ? 2 : 1;
      assertDoesNotThrow(
          () -> Jsons.requireShallow(nested(pair[0], pair[1], Jsons.MAX_DEPTH / levels)));
      DomainException refusal =
          assertThrows(
              DomainException.class,
              () -> Jsons.requireShallow(nested(pair[0], pair[1], Jsons.MAX_DEPTH / levels + 1)));
      assertTrue(refusal.getMessage().contains("64 deep"), refusal.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"%s\"", "{\"%s\":1}", "[\"\\\"%s\"]", "[\"\\\\\",\"%s\"]"})
  void bracketsInTextsAreNoLevels(String form) {
    String text = form.formatted("[{".repeat(100));
    assertDoesNotThrow(() -> Jsons.requireShallow(text), text);
  }

  @Test
  void whatIsOpenedAndClosedIsNoLevelAnyMore() {
    assertDoesNotThrow(() -> Jsons.requireShallow("[" + "[],{},".repeat(1_000) + "1]"));
  }
}
