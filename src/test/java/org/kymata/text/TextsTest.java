package org.kymata.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

  @ParameterizedTest
  @ValueSource(strings = {"\ud83c", "a\ud83cb", "\udf31\ud83c"})
  void halfACharacterIsNotShown(String text) {
    String shown = Texts.forDisplay(text);
    assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(shown), shown);
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertEquals("x".repeat(80) + "…", Texts.forDisplay("x".repeat(1000)));
    assertEquals("x".repeat(80), Texts.forDisplay("x".repeat(80)));
    String shown = Texts.forDisplay("x".repeat(79) + "🌱🌱");
    assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(shown), shown);
  }

  @Test
  void controlCharactersAreReplaced() {
    assertEquals("a\uFFFD\uFFFD\uFFFDb", Texts.forDisplay("a\u0000\n\u007fb"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "<script>, &lt;script&gt;",
        "`\"x\"`, &quot;x&quot;",
        "it's, it&#39;s",
        "a&lt;, a&amp;lt;",
        "plain, plain"
      })
  void htmlIsMadeHarmless(String text, String html) {
    assertEquals(html, Texts.escapeHtml(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "é", "Θερμοκρασία", "a\uFFFDb", "🌡 21.5"})
  void textsComeBackFromUtf8(String text) throws CharacterCodingException {
    assertEquals(text, Texts.decodeUtf8(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatIsNotUtf8IsNoText() {
    byte[][] wrong = {
      {(byte) 0xFF}, {'a', (byte) 0xC3}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, 0}
    };
    for (byte[] bytes : wrong) {
      assertThrows(CharacterCodingException.class, () -> Texts.decodeUtf8(bytes));
    }
  }

  @Test
  void halvesOfCharactersAreSeenWhereverTheyStand() {
    assertTrue(Texts.isWellFormed("21.5 🌡 and 🌡"));
    assertFalse(Texts.isWellFormed("\uD83C"));
    assertFalse(Texts.isWellFormed("a\uDF21b"));
    assertFalse(Texts.isWellFormed("\uDF21\uD83C"));
  }
}
