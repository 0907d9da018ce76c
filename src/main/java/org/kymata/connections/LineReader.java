package org.kymata.connections;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Finds the lines of one connection, however its bytes are split or joined. Holds no memory between
 * lines: most of thousands of connections are idle most of the time.
 */
public final class LineReader {

  /** The most bytes of a line without its LF, unless {@link #setMaxLine} allows more. */
  public static final int MAX_LINE = 4 << 10;

  /** A line that is so many times longer than the longest allowed is treated as endless. */
  static final int MAX_OVERLENGTH_FACTOR = 16;

  /** The result of reading. */
  public enum Result {
    /** A line: {@link #line()}. */
    LINE,
    /** No complete line; all bytes are consumed. */
    NEED_MORE,
    /** The line is too long; the rest of it is skipped. */
    TOO_LONG,
    /** The line is {@link #MAX_OVERLENGTH_FACTOR} times too long; the connection is useless. */
    UNTERMINATED
  }

  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final int MIN_PARTIAL = 64;
  private static final byte[] EMPTY = new byte[0];

  private int maxLine = MAX_LINE;
  private byte[] partial = EMPTY;
  private int partialLength;
  private int skipped = -1;
  private byte[] line;

  /** Allows longer lines from now on, for a known sender. */
  public void setMaxLine(int bytes) {
    maxLine = bytes;
  }

  /** The most bytes of a line at present, without its LF. */
  public int maxLine() {
    return maxLine;
  }

  /** Consumes bytes of {@code in} until there is a result. */
  public Result next(ByteBuf in) {
    while (in.isReadable()) {
      int end = in.bytesBefore(LF);
      int length = end < 0 ? in.readableBytes() : end;
      if (skipped >= 0) {
        if (skip(in, end, length)) {
          return Result.UNTERMINATED;
        }
      } else if (partialLength + length > maxLine) {
        skipped = partialLength;
        discardPartial();
        return Result.TOO_LONG;
      } else if (end < 0) {
        appendPartial(in, length);
      } else {
        completeLine(in, length);
        return Result.LINE;
      }
    }
    return Result.NEED_MORE;
  }

  private boolean skip(ByteBuf in, int end, int length) {
    in.skipBytes(end < 0 ? length : length + 1);
    skipped = end < 0 ? skipped + length : -1;
    return skipped > MAX_OVERLENGTH_FACTOR * maxLine;
  }

  private void appendPartial(ByteBuf in, int length) {
    int needed = partialLength + length;
    if (needed > partial.length) {
      partial = Arrays.copyOf(partial, Math.max(MIN_PARTIAL, Math.min(maxLine, 2 * needed)));
    }
    in.readBytes(partial, partialLength, length);
    partialLength = needed;
  }

  private void completeLine(ByteBuf in, int length) {
    byte[] lineBytes = Arrays.copyOf(partial, partialLength + length);
    // Overwrites what follows the partial line in the copied array.
    in.readBytes(lineBytes, partialLength, length);
    in.skipBytes(1);
    discardPartial();
    int last = lineBytes.length - 1;
    line = last >= 0 && lineBytes[last] == CR ? Arrays.copyOf(lineBytes, last) : lineBytes;
  }

  private void discardPartial() {
    partial = EMPTY;
    partialLength = 0;
  }

  /** The last line, without its end. */
  public byte[] line() {
    return line;
  }

  /** How many bytes of an incomplete line are held. */
  public int bufferedBytes() {
    return partial.length;
  }
}
