package org.kymata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketFrameTrackerTest {

  private static final int TEXT = 1;
  private static final int CONTINUATION = 0;
  private static final int PING = 9;

  private final WebSocketFrameTracker meter = new WebSocketFrameTracker();

  private static byte[] head(boolean isFinal, int opcode, long length) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) (opcode | (isFinal ? 0x80 : 0)));
    if (length < 126) {
      head.put((byte) (0x80 | length));
    } else if (length < 1 << 16) {
      head.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      head.put((byte) (0x80 | 127)).putLong(length);
    }
    head.putInt(0x01020304);
    return Arrays.copyOf(head.array(), head.position());
  }

  private static byte[] frame(boolean isFinal, int opcode, int length) {
    byte[] head = head(isFinal, opcode, length);
    return Arrays.copyOf(head, head.length + length);
  }

  private void update(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    meter.update(ByteBuffer.wrap(all.toByteArray()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 1_000, 65_535, 65_536, 131_072})
  void aCompleteFrameIsFinishedHoweverItCame(int length) {
    byte[] frame = frame(true, TEXT, length);
    update(frame, frame);
    assertFalse(meter.isUnfinished());
    assertTrue(meter.pollCompleted());
    for (byte each : frame) {
      assertFalse(meter.pollCompleted());
      update(new byte[] {each});
    }
    assertFalse(meter.isUnfinished());
    assertTrue(meter.pollCompleted());
    assertFalse(meter.isTooLarge());
  }

  @Test
  void halfAFrameIsUnfinishedAndHeld() {
    update(frame(true, TEXT, 100));
    long idle = meter.heldBytes();
    update(Arrays.copyOf(frame(true, TEXT, 60_000), 59_000));
    assertTrue(meter.isUnfinished());
    assertTrue(meter.heldBytes() >= 2 * 59_000, "two buffers");
    assertTrue(idle < 1_000);
  }

  @Test
  void halfAHeadIsUnfinishedToo() {
    update(Arrays.copyOf(head(true, TEXT, 60_000), 3));
    assertTrue(meter.isUnfinished());
  }

  @Test
  void theServerKeepsBuffersOfTheSizeOfTheLargestFrame() {
    update(frame(true, TEXT, 60_000));
    update(frame(true, TEXT, 10));
    assertFalse(meter.isUnfinished());
    assertTrue(meter.heldBytes() >= 120_000);
  }

  @Test
  void partsOfAMessageAreHeldUntilItsLast() {
    update(frame(false, TEXT, 1_000));
    for (int i = 0; i < 9; i++) {
      update(frame(false, CONTINUATION, 1_000), frame(true, PING, 4));
    }
    assertTrue(meter.isUnfinished());
    assertTrue(meter.heldBytes() >= 20_000);
    assertFalse(meter.pollCompleted());
    update(frame(true, CONTINUATION, 0));
    assertFalse(meter.isUnfinished());
    assertTrue(meter.heldBytes() < 5_000);
  }

  @Test
  void emptyPartsAreUnfinishedToo() {
    update(frame(false, TEXT, 0));
    assertTrue(meter.isUnfinished());
  }

  @ParameterizedTest
  @ValueSource(longs = {131_073, 3_900_000, Long.MAX_VALUE, -1})
  void aFrameThatIsTooLargeIsKnownByItsHead(long length) {
    update(
        length < 0
            ? new byte[] {(byte) 0x81, (byte) 0xff, -1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}
            : head(true, TEXT, length));
    assertTrue(meter.isTooLarge());
  }

  @Test
  void aMessageOfManyPartsIsTooLargeWhenTheirSumIs() {
    update(frame(false, TEXT, 60_000));
    update(frame(false, CONTINUATION, 60_000));
    assertFalse(meter.isTooLarge());
    update(head(false, CONTINUATION, 60_000));
    assertTrue(meter.isTooLarge());
  }

  @Test
  void pingsAreCountedWithTheBytesOfTheirAnswers() {
    update(frame(true, PING, 0), frame(true, TEXT, 5), frame(true, PING, 125));
    assertEquals(2, meter.pollPings());
    assertEquals(2 + 127, meter.pollPingBytes());
    assertEquals(0, meter.pollPings());
  }
}
