package org.kymata.platform;

/** Texts from outside, made fit to be shown. */
public final class Texts {

  private static final int SHOWN = 80;

  private Texts() {}

  /** At most 80 characters of {@code text}, control characters replaced, for an error message. */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .map(c -> Character.isISOControl(c) || isHalf(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return text.codePointCount(0, text.length()) > SHOWN
        ? shown.append('…').toString()
        : shown.toString();
  }

  /** Whether every character of {@code text} is complete, so that it can be written as UTF-8. */
  public static boolean isWhole(String text) {
    return text.codePoints().noneMatch(Texts::isHalf);
  }

  /** At most {@code most} characters of {@code text}, with a … where some are left out. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(most - 2));
    return text.substring(0, splits ? most - 2 : most - 1) + "…";
  }

  private static boolean isHalf(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** {@code text} as it may stand in HTML, in an element or a quoted attribute. */
  public static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
