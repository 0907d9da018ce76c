package org.kymata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientAbortFilterTest {

  @Test
  void connectionErrorsAreDistinguishedFromOtherErrors() {
    IOException gone = new IOException("Broken pipe");
    Map<Throwable, Boolean> faults =
        Map.of(
            new ServletException(gone), true,
            new ServletException(new UncheckedIOException(gone)), true,
            new ServletException("no cause"), false,
            new ServletException(new IllegalStateException("own fault")), false);
    faults.forEach(
        (fault, expected) ->
            assertEquals(expected, ClientAbortFilter.isOfConnection(fault), fault::toString));
  }
}
