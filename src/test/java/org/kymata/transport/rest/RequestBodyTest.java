package org.kymata.transport.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

class RequestBodyTest {

  private static final class Broken extends InputStream {
    @Override
    public int read() throws EOFException {
      throw new EOFException();
    }
  }

  @Test
  void bodyIsReadCompletely() {
    byte[] body = "{}".getBytes(UTF_8);
    assertArrayEquals(body, RequestBody.readBytes(new ByteArrayInputStream(body)));
  }

  @Test
  void bodyOverOneMebibyteIsTooLarge() {
    InputStream body = new ByteArrayInputStream(new byte[RequestBody.MAX_BYTES + 1]);
    DomainException failure =
        assertThrows(DomainException.class, () -> RequestBody.readBytes(body));
    assertEquals(Kind.TOO_LARGE, failure.kind());
  }

  @Test
  void clientThatDisconnectsMidBodyIsABadRequest() {
    InputStream body =
        new SequenceInputStream(new ByteArrayInputStream(new byte[10]), new Broken());
    DomainException failure =
        assertThrows(DomainException.class, () -> RequestBody.readBytes(body));
    assertEquals(Kind.BAD_INPUT, failure.kind());
  }
}
