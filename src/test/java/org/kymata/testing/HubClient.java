package org.kymata.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A caller of a hub, with a cookie jar as a browser has one, and fixed headers. Does not follow
 * redirects. Headers of a single call are given as name, value, name, value…
 */
public final class HubClient {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final URI base;
  private final List<String> defaultHeaders;
  private final Map<String, String> cookies = new ConcurrentHashMap<>();

  private HubClient(URI base, List<String> always) {
    this.base = base;
    this.defaultHeaders = always;
  }

  /** An unknown caller, from an address of its own. */
  public static HubClient stranger(URI base) {
    int number = CLIENTS.incrementAndGet();
    String address = "10.1." + number / 250 + "." + (number % 250 + 1);
    return new HubClient(base, List.of("X-Forwarded-For", address));
  }

  /** A caller with a node's token. */
  public static HubClient withToken(URI base, String token) {
    return new HubClient(base, List.of("Authorization", "Bearer " + token));
  }

  /** The address of the hub, with a slash at its end. */
  public URI base() {
    return base;
  }

  /** The hub's own origin, as browsers write it. */
  public String origin() {
    return base.getScheme() + "://" + base.getRawAuthority();
  }

  /** The value of a cookie in the jar; null when there is none. */
  public String cookie(String name) {
    return cookies.get(name);
  }

  /** Sets a cookie in the jar, as an attacker might have done. */
  public void setCookie(String name, String value) {
    cookies.put(name, value);
  }

  /** GET. */
  public HubResponse get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  /** POST of JSON. */
  public HubResponse post(String path, String json, String... headers) {
    return send("POST", path, json, headers);
  }

  /** PATCH of JSON. */
  public HubResponse patch(String path, String json, String... headers) {
    return send("PATCH", path, json, headers);
  }

  /** DELETE. */
  public HubResponse delete(String path, String... headers) {
    return send("DELETE", path, BodyPublishers.noBody(), headers);
  }

  /** POST of a form whose fields are name, value, name, value… */
  public HubResponse postForm(String path, List<String> fields, String... headers) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.size(); i += 2) {
      pairs.add(fields.get(i) + "=" + URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
    }
    return send(
        "POST",
        path,
        BodyPublishers.ofString(String.join("&", pairs)),
        plus(headers, "Content-Type", "application/x-www-form-urlencoded"));
  }

  /** Submits the login form. */
  public HubResponse signIn(String name, String password, String... headers) {
    return postForm("login", List.of("username", name, "password", password), headers);
  }

  /** Any method with JSON. */
  public HubResponse send(String method, String path, String json, String... headers) {
    return send(
        method,
        path,
        BodyPublishers.ofString(json),
        plus(headers, "Content-Type", "application/json"));
  }

  private static String[] plus(String[] headers, String name, String value) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains(name)) {
      all.addAll(List.of(name, value));
    }
    return all.toArray(String[]::new);
  }

  /** Any method with any body. */
  public HubResponse send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest request = request(path, headers).method(method, body).build();
    HttpResponse<String> response = exchange(request, BodyHandlers.ofString());
    response.headers().allValues("Set-Cookie").forEach(this::storeCookie);
    return new HubResponse(response);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(resolve(path)).timeout(Duration.ofSeconds(60));
    allHeaders(headers).forEach(request::header);
    return request;
  }

  private URI resolve(String path) {
    return URI.create(base + (path.startsWith("/") ? path.substring(1) : path));
  }

  private Map<String, String> allHeaders(String... headers) {
    Map<String, String> all = new ConcurrentHashMap<>();
    for (List<String> pairs : List.of(defaultHeaders, List.of(headers))) {
      for (int i = 0; i < pairs.size(); i += 2) {
        all.put(pairs.get(i), pairs.get(i + 1));
      }
    }
    if (!cookies.isEmpty()) {
      all.put(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return all;
  }

  private void storeCookie(String setCookie) {
    String pair = setCookie.replaceFirst(";.*", "");
    String name = pair.replaceFirst("=.*", "");
    String value = pair.substring(name.length() + 1);
    if (value.isEmpty()) {
      cookies.remove(name);
    } else {
      cookies.put(name, value);
    }
  }

  static <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return HTTP.send(request, body);
    } catch (IOException e) {
      throw new UncheckedIOException(request + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens the WebSocket; throws {@link WebSocketClient.HandshakeRejectedException} when the hub
   * refuses it.
   */
  public WebSocketClient socket(String... headers) {
    return new WebSocketClient(HTTP, socketAddress(), allHeaders(headers), false);
  }

  /** Opens a WebSocket whose client never reads a frame. */
  public WebSocketClient stalledSocket() {
    return new WebSocketClient(HTTP, socketAddress(), allHeaders(), true);
  }

  private URI socketAddress() {
    return URI.create("ws" + resolve("ws").toString().substring("http".length()));
  }

  /** Opens {@code /api/live} with this query, such as {@code topic=*}. */
  public SseClient events(String query) {
    HttpRequest request = request("api/live?" + query, "Accept", "text/event-stream").build();
    return new SseClient(exchange(request, BodyHandlers.ofInputStream()));
  }
}
