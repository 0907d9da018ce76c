package org.kymata.messages;

import org.kymata.nodes.Transport;
import org.kymata.text.Redaction;
import org.kymata.text.Texts;

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
public record LoggedMessage(
    long timeMillis,
    boolean fromNode,
    Transport transport,
    String raw,
    String decoded,
    String error) {

  /** The most characters of each text that are kept. */
  public static final int MAX_TEXT = 1_024;

  private static final int OBJECT_BYTES = 120;

  /** A message as it may be kept: cut, and without secrets. */
  static LoggedMessage of(
      long timeMillis, boolean in, Transport door, String raw, String decoded, String fault) {
    String said = decoded == null ? "" : Texts.truncate(decoded, MAX_TEXT);
    return new LoggedMessage(
        timeMillis,
        in,
        door,
        raw == null ? "" : Redaction.redactRaw(Texts.truncate(raw, MAX_TEXT), said),
        Redaction.redact(said),
        fault == null ? null : Redaction.redact(Texts.truncate(fault, MAX_TEXT)));
  }

  /** About how much memory it takes. */
  int estimatedBytes() {
    int characters = raw.length() + decoded.length() + (error == null ? 0 : error.length());
    return OBJECT_BYTES + 2 * characters;
  }
}
