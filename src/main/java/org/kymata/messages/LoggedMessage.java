package org.kymata.messages;

import org.kymata.nodes.Transport;
import org.kymata.text.Redaction;
import org.kymata.text.Texts;

/**
 * One message from or to a node.
 *
 * @param timeMillis when, epoch milliseconds
 * @param fromNode whether the node sent it
 * @param transport how it was sent
 * @param raw as it went over the wire, truncated, without secrets
 * @param decoded what it means, truncated, without secrets
 * @param error what was wrong with it; null when nothing was
 */
public record LoggedMessage(
    long timeMillis,
    boolean fromNode,
    Transport transport,
    String raw,
    String decoded,
    String error) {

  /** The most characters kept of each text. */
  public static final int MAX_TEXT = 1_024;

  private static final int OBJECT_BYTES = 120;

  /** A message as it is kept: truncated and without secrets. */
  static LoggedMessage of(
      long timeMillis,
      boolean fromNode,
      Transport transport,
      String raw,
      String decoded,
      String error) {
    String shownDecoded = decoded == null ? "" : Texts.truncate(decoded, MAX_TEXT);
    return new LoggedMessage(
        timeMillis,
        fromNode,
        transport,
        raw == null ? "" : Redaction.redactRaw(Texts.truncate(raw, MAX_TEXT), shownDecoded),
        Redaction.redact(shownDecoded),
        error == null ? null : Redaction.redact(Texts.truncate(error, MAX_TEXT)));
  }

  /** Its approximate size in memory. */
  int estimatedBytes() {
    int characters = raw.length() + decoded.length() + (error == null ? 0 : error.length());
    return OBJECT_BYTES + 2 * characters;
  }
}
