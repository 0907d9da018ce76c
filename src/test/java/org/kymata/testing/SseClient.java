package org.kymata.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** One open stream of server-sent events. */
public final class SseClient extends FrameReceiver {

  private final HttpResponse<InputStream> response;

  SseClient(HttpResponse<InputStream> response) {
    this.response = response;
    Thread reader = new Thread(this::read, "event-client");
    reader.setDaemon(true);
    reader.start();
  }

  /** The HTTP status. */
  public int status() {
    return response.statusCode();
  }

  /** A header; "" when it is not there. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          received(line.substring("data:".length()));
        }
      }
    } catch (IOException e) {
      // The stream is over, whichever end closed it.
      closed.complete(0);
    } finally {
      closed.complete(0);
    }
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
