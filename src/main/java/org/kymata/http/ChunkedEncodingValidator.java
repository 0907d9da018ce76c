package org.kymata.http;

import java.util.function.IntUnaryOperator;

/**
 * Checks the delimiters of chunked bodies (RFC 9112 7.1): a size in hexadecimal digits and nothing
 * else, each line ended by CR and LF, no trailers. The server accepts much more, such as LF alone
 * or anything after a chunk, where a proxy might see another request begin.
 */
public final class ChunkedEncodingValidator {

  private static final int MAX_DIGITS = 15;

  // Whether the server consumed the CR after a chunk before the LF was there.
  private boolean crConsumed;
  // How far after the first unconsumed byte the last chunk's size ends; -1 before it.
  private int trailerFrom = -1;

  /**
   * Checks the bytes that came outside of chunks.
   *
   * @param bytes the byte at an index
   * @param from the first index that the server has not consumed
   * @param to after the last byte
   * @param afterChunk whether the end of a chunk comes first
   * @return the error, in a few words; null when there is none
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
