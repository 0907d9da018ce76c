package org.kymata.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Texts from outside, made fit to be shown. */
public final class Texts {

  private static final int MAX_DISPLAYED = 80;
  private static final int MAX_SCANNED = 1_024;
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /**
   * At most 80 characters of {@code text}, control characters replaced and tokens blanked, for an
   * error message.
   */
  public static String forDisplay(String given) {
    // A little more than is shown, so that a token at the end is known as one.
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

  /** Whether every character of {@code text} is complete, so that it can be written as UTF-8. */
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
   * The text that these bytes are in UTF-8.
   *
   * @throws CharacterCodingException when they are not
   */
  public static String decodeUtf8(byte[] bytes) throws CharacterCodingException {
    String text = new String(bytes, UTF_8);
    // What is no character becomes this one, which may be meant as well: only then it is worth a
    // decoder of its own to tell.
    if (text.indexOf(REPLACEMENT) >= 0) {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    }
    return text;
  }

  /** At most {@code most} characters of {@code text}, with a … where some are left out. */
  public static String truncate(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(most - 2));
    return text.substring(0, splits ? most - 2 : most - 1) + "…";
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** {@code text} as it may stand in HTML, in an element or a quoted attribute. */
  public static String escapeHtml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
