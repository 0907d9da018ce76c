package org.kymata.server;

import java.nio.ByteBuffer;

/**
 * Follows the frames (RFC 6455, 5.2) of one WebSocket without decoding their payload, to know how
 * much of an incomplete message the server keeps.
 */
final class WebSocketFrameTracker {

  /**
   * The most bytes of a message. Tyrus itself refuses a complete message over 64 KiB; this limit is
   * for messages that should not be read to their end.
   */
  static final int MAX_MESSAGE = 128 << 10;

  // Tyrus's incoming buffer, see web.xml.
  private static final long MAX_BUFFERED = 192 << 10;
  private static final int PING = 9;
  private static final int FIRST_CONTROL = 8;

  private final byte[] header = new byte[14];
  private int headerLength;
  private int opcode;
  private boolean isFinal;
  private long payload;
  private long payloadLeft;
  private boolean isFragmented;
  private long fragments;
  private long largest;
  private boolean isTooLarge;
  private boolean hasCompleted;
  private int pings;
  private long pingBytes;

  /** Continues with the next bytes. */
  void update(ByteBuffer data) {
    long before = partialBytes();
    largest = Math.max(largest, before + data.remaining());
    while (data.hasRemaining()) {
      if (payloadLeft > 0) {
        int part = (int) Math.min(payloadLeft, data.remaining());
        data.position(data.position() + part);
        payloadLeft -= part;
        endFrameIfComplete();
      } else {
        header[headerLength++] = data.get();
        if (headerLength >= 2 && headerLength == headerBytes()) {
          beginFrame();
        }
      }
    }
  }

  private int headerBytes() {
    int length = header[1] & 0x7f;
    int ofLength = length == 127 ? 8 : length == 126 ? 2 : 0;
    return 2 + ofLength + (header[1] < 0 ? 4 : 0);
  }

  private void beginFrame() {
    isFinal = header[0] < 0;
    opcode = header[0] & 0x0f;
    int length = header[1] & 0x7f;
    payload =
        switch (length) {
          case 126 -> ByteBuffer.wrap(header).getShort(2) & 0xffff;
          case 127 -> ByteBuffer.wrap(header).getLong(2);
          default -> length;
        };
    headerLength = 0;
    // A length with its highest bit set is negative here, and invalid.
    if (payload < 0 || fragments + payload > MAX_MESSAGE) {
      isTooLarge = true;
      payload = Math.max(0, payload);
    }
    payloadLeft = payload;
    endFrameIfComplete();
  }

  private void endFrameIfComplete() {
    if (payloadLeft > 0) {
      return;
    }
    if (opcode == PING) {
      pings++;
      pingBytes += 2 + payload;
    } else if (opcode < FIRST_CONTROL) {
      isFragmented = !isFinal;
      hasCompleted |= isFinal;
      fragments = isFinal ? 0 : fragments + payload;
    }
  }

  private long partialBytes() {
    return payloadLeft > 0 ? payload - payloadLeft : headerLength;
  }

  /** Whether a frame or a message has begun and is incomplete. */
  boolean isUnfinished() {
    return headerLength > 0 || payloadLeft > 0 || isFragmented;
  }

  /** Whether a message was completed since the last call. */
  boolean pollCompleted() {
    boolean completed = hasCompleted;
    hasCompleted = false;
    return completed;
  }

  /** Whether a message began that is too large. */
  boolean isTooLarge() {
    return isTooLarge;
  }

  /**
   * The bytes that the server keeps: two buffers as large as the most that came at a time, which it
   * never frees, and the fragments of a message, which it joins to a text.
   */
  long heldBytes() {
    return 2 * Math.min(largest, MAX_BUFFERED) + 2 * fragments;
  }

  /** How many pings came since the last call. */
  int pollPings() {
    int polled = pings;
    pings = 0;
    return polled;
  }

  /** How many bytes of pongs the server owes since the last call. */
  long pollPingBytes() {
    long polled = pingBytes;
    pingBytes = 0;
    return polled;
  }
}
