package org.kymata.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Makes texts from outside fit to be shown. */
public final class Texts {

  private static final int MAX_DISPLAYED = 80;
  private static final int MAX_SCANNED = 1_024;
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /**
   * At most 80 characters of a text for an error message, with control characters replaced and
   * tokens redacted.
   */
  public static String forDisplay(String given) {
    // A little more than is shown, so that a token at the end is recognized.
    String text =
        Redaction.redactTokens(
            given.length() > MAX_SCANNED ? given.substring(0, MAX_SCANNED) : given);
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_DISPLAYED)
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return text.codePointCount(0, text.length()) > MAX_DISPLAYED
        ? shown.append('…').toString()
        : shown.toString();
  }

  /** Whether {@code text} has no unpaired surrogates, so that it can be written as UTF-8. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (isSurrogate(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /**
   * Decodes UTF-8.
   *
   * @throws CharacterCodingException when the bytes are not valid UTF-8
   */
  public static String decodeUtf8(byte[] bytes) throws CharacterCodingException {
    String text = new String(bytes, UTF_8);
    // Invalid bytes become this character, which may also be meant; only then a strict decoder is
    // worth its cost.
    if (text.indexOf(REPLACEMENT) >= 0) {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    }
    return text;
  }

  /** At most {@code max} characters of {@code text}, with a … where the rest is left out. */
  public static String truncate(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(max - 2));
    return text.substring(0, splits ? max - 2 : max - 1) + "…";
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** Escapes {@code text} for HTML, in an element or a quoted attribute. */
  public static String escapeHtml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
