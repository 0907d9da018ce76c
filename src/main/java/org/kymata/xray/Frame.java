package org.kymata.xray;

import java.util.regex.Pattern;
import org.kymata.nodes.Door;
import org.kymata.platform.Texts;

/**
 * One message of a node or to it.
 *
 * @param timeMillis when, epoch milliseconds
 * @param in whether the node sent it
 * @param door by which way
 * @param raw as it went over the wire, cut
 * @param decoded what it means, cut
 * @param fault what was wrong with it; null when nothing was
 */
public record Frame(
    long timeMillis, boolean in, Door door, String raw, String decoded, String fault) {

  /** The most characters of each text that are kept. */
  public static final int MAX_TEXT = 1_024;

  private static final Pattern TOKEN = Pattern.compile("kymk?_[0-9A-Za-z]*");
  private static final String BLANK = "kym_…";
  private static final String HIDDEN = "(not kept: there is a token in it)";
  private static final int OBJECT_BYTES = 120;

  /** A message as it may be kept: cut, and without tokens. */
  static Frame of(
      long timeMillis, boolean in, Door door, String raw, String decoded, String fault) {
    String shownRaw = shown(raw);
    String shownDecoded = shown(decoded);
    // What is encoded on the wire cannot be blanked there.
    boolean hides = shownDecoded.contains(BLANK) && !shownRaw.contains(BLANK);
    return new Frame(
        timeMillis,
        in,
        door,
        hides ? HIDDEN : shownRaw,
        shownDecoded,
        fault == null ? null : shown(fault));
  }

  private static String shown(String text) {
    if (text == null) {
      return "";
    }
    String cut = Texts.cut(text, MAX_TEXT);
    return cut.contains("kym") ? TOKEN.matcher(cut).replaceAll(BLANK) : cut;
  }

  /** About how much memory it takes. */
  int bytes() {
    int characters = raw.length() + decoded.length() + (fault == null ? 0 : fault.length());
    return OBJECT_BYTES + 2 * characters;
  }
}
