package org.kymata.http;

import java.util.function.IntUnaryOperator;

/**
 * How the parts of a body in chunks must be divided (RFC 9112 7.1): a size in hexadecimal digits
 * and nothing else, each line ended by CR and LF, no trailers. The server takes much more for a
 * division, such as LF alone or anything at all behind a chunk, and a proxy that does not would see
 * another request begin.
 */
public final class ChunkedEncodingValidator {

  private static final int MAX_DIGITS = 15;

  // Whether the server took the CR behind a chunk away before the LF was there.
  private boolean crConsumed;
  // How far behind the first byte not taken the end of the last chunk's size is; -1 before it.
  private int trailerFrom = -1;

  /**
   * Looks at what came, where no chunk is under way.
   *
   * @param bytes gives the byte at a place
   * @param from the first place that the server did not take
   * @param to behind the last byte
   * @param afterChunk whether the end of a chunk comes first
   * @return what is wrong, in a few words; null when nothing is
   */
  public String violation(IntUnaryOperator bytes, int from, int to, boolean afterChunk) {
    if (trailerFrom >= 0) {
      return endViolation(bytes, from + trailerFrom, to);
    }
    int at = from;
    if (afterChunk) {
      if (!crConsumed) {
        if (at < to && bytes.applyAsInt(at++) != '\r') {
          return "a chunk must be followed by CR and LF";
        }
        crConsumed = at == to && at > from;
      }
      if (at == to) {
        return null;
      }
      crConsumed = false;
      if (bytes.applyAsInt(at++) != '\n') {
        return "a chunk must be followed by CR and LF";
      }
    }
    return sizeViolation(bytes, at, to);
  }

  private String sizeViolation(IntUnaryOperator bytes, int from, int to) {
    int at = from;
    long size = 0;
    while (at < to && Character.digit(bytes.applyAsInt(at), 16) >= 0) {
      size = size << 4 | Character.digit(bytes.applyAsInt(at++), 16);
      if (at - from > MAX_DIGITS) {
        return "the size of a chunk has too many digits";
      }
    }
    if (at == to) {
      return null;
    }
    if (at == from || bytes.applyAsInt(at++) != '\r') {
      return "the size of a chunk must be hexadecimal digits, then CR and LF";
    }
    if (at < to && bytes.applyAsInt(at++) != '\n') {
      return "the size of a chunk must be followed by CR and LF";
    }
    if (size == 0 && bytes.applyAsInt(at - 1) == '\n') {
      trailerFrom = at - from;
      return endViolation(bytes, at, to);
    }
    return null;
  }

  private static String endViolation(IntUnaryOperator bytes, int at, int to) {
    boolean wrong =
        to > at && bytes.applyAsInt(at) != '\r' || to > at + 1 && bytes.applyAsInt(at + 1) != '\n';
    return wrong ? "behind the last chunk there must be CR and LF, and no trailers" : null;
  }
}
