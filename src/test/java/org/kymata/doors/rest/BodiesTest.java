package org.kymata.doors.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

class BodiesTest {

  private static final class Broken extends InputStream {
    @Override
    public int read() throws EOFException {
      throw new EOFException();
    }
  }

  @Test
  void bodyIsReadWhole() {
    byte[] body = "{}".getBytes(UTF_8);
    assertArrayEquals(body, Bodies.bytes(new ByteArrayInputStream(body)));
  }

  @Test
  void bodyOverOneMebibyteIsTooLarge() {
    InputStream body = new ByteArrayInputStream(new byte[Bodies.MAX_BYTES + 1]);
    DomainException refusal = assertThrows(DomainException.class, () -> Bodies.bytes(body));
    assertEquals(Kind.TOO_LARGE, refusal.kind());
  }

  @Test
  void clientThatGoesAwayInTheMiddleIsNoMistakeOfTheHub() {
    InputStream body =
        new SequenceInputStream(new ByteArrayInputStream(new byte[10]), new Broken());
    DomainException refusal = assertThrows(DomainException.class, () -> Bodies.bytes(body));
    assertEquals(Kind.BAD_INPUT, refusal.kind());
  }
}
