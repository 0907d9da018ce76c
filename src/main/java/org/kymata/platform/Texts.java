package org.kymata.platform;

/** Texts from outside, made fit to be shown. */
public final class Texts {

  private static final int SHOWN = 80;

  private Texts() {}

  /** At most 80 characters of {@code text}, control characters replaced, for an error message. */
  public static String shown(String text) {
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
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
