package org.kymata.testing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;

/**
 * A response of the hub.
 *
 * @param response with the body as text
 */
public record HubResponse(HttpResponse<String> response) {

  /** The HTTP status. */
  public int status() {
    return response.statusCode();
  }

  /** The body. */
  public String text() {
    return response.body();
  }

  /** The body as a JSON object. */
  public JsonObject json() {
    return json(text());
  }

  /** A header; empty when it is not there. */
  public Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** All values of a header. */
  public List<String> headers(String name) {
    return response.headers().allValues(name);
  }

  /** The media type without parameters; "" when there is none. */
  public String mediaType() {
    return header("Content-Type").orElse("").replaceFirst(";.*", "").strip();
  }

  /** The location header, absolute. */
  public URI location() {
    return response.uri().resolve(header("Location").orElseThrow());
  }

  /** The {@code Set-Cookie} line of that cookie; empty when it is not set. */
  public Optional<String> setCookie(String name) {
    return headers("Set-Cookie").stream().filter(line -> line.startsWith(name + "=")).findFirst();
  }

  /** The {@code detail} of a problem. */
  public String detail() {
    return json().getString("detail");
  }

  @Override
  public String toString() {
    String shown = text().length() > 500 ? text().substring(0, 500) + "…" : text();
    return response + " " + mediaType() + " " + shown;
  }

  public static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
