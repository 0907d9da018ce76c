package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Calls the REST API of a hub, as a script does: with a cookie jar, or with a node's token. */
final class ApiClient {

  /** Before the first reading of any hub, in Unix milliseconds. */
  private static final long YEAR_2000_MILLIS = 946_684_800_000L;

  /** A created node, with the token that only the answer holds. */
  record NewNode(String id, String name, String token) {}

  private final HttpClient http;
  private final String address;
  private final Optional<String> token;

  private ApiClient(HttpClient http, String address, Optional<String> token) {
    this.http = http;
    this.address = address;
    this.token = token;
  }

  /** A client that is not signed in, with an empty cookie jar. */
  static ApiClient stranger(String address) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    return new ApiClient(http, address, Optional.empty());
  }

  /** A client that is not signed in, with this trust store. */
  static ApiClient stranger(String address, SSLContext trust) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust)
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    return new ApiClient(http, address, Optional.empty());
  }

  /** A user, signed in through the login form. */
  static ApiClient signedIn(String address, String user, String password) {
    ApiClient api = stranger(address);
    assertEquals(303, api.signIn(user, password), "sign-in of " + user);
    return api;
  }

  /** A node, by its token. */
  static ApiClient node(String address, String token) {
    return new ApiClient(stranger(address).http, address, Optional.of(token));
  }

  /** The cookies as a request header. */
  String cookies() {
    CookieManager jar = (CookieManager) http.cookieHandler().orElseThrow();
    return jar.getCookieStore().getCookies().stream()
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(java.util.stream.Collectors.joining("; "));
  }

  /** Sends the login form; returns the status of the answer. */
  int signIn(String user, String password) {
    String form = "username=" + encoded(user) + "&password=" + encoded(password);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return exchange(request, BodyHandlers.ofString()).statusCode();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Sends a request with JSON, or without a body when {@code body} is null; returns any answer. */
  HttpResponse<String> send(String method, String path, Object body) {
    HttpRequest.Builder request = request(path);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(body.toString()));
    }
    return exchange(request.build(), BodyHandlers.ofString());
  }

  /** Posts JSON; returns any answer. */
  HttpResponse<String> post(String path, String json) {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    return exchange(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMinutes(2));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a request that must succeed with a JSON object. */
  JsonObject call(String method, String path, Object body) {
    HttpResponse<String> answer = send(method, path, body);
    assertEquals(2, answer.statusCode() / 100, () -> method + " " + path + ": " + answer.body());
    try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readObject();
    }
  }

  JsonObject get(String path) {
    return call("GET", path, null);
  }

  /** Whether the session or the token is still valid. */
  boolean isSignedIn() {
    return send("GET", "api/session", null).statusCode() == 200;
  }

  NewNode createNode(String name) {
    JsonObject node =
        call("POST", "api/nodes", Json.createObjectBuilder().add("name", name).build());
    return new NewNode(node.getString("id"), name, node.getString("token"));
  }

  void createAccount(String name, String password, String role) {
    JsonObjectBuilder account = Json.createObjectBuilder();
    account.add("name", name).add("password", password).add("role", role);
    call("POST", "api/accounts", account.build());
  }

  /** The names in a list of the hub, such as the nodes of {@code api/nodes}. */
  List<String> names(String path, String list) {
    return get(path).getJsonArray(list).getValuesAs(JsonObject.class).stream()
        .map(each -> each.getString("name"))
        .toList();
  }

  /** The machine that the hub runs on, which is a node itself. */
  JsonObject self() {
    return get("api/nodes").getJsonArray("nodes").getValuesAs(JsonObject.class).stream()
        .filter(node -> node.getBoolean("self", false))
        .findFirst()
        .orElseThrow();
  }

  /** Sends readings (one, an array or a batch); returns how many were accepted. */
  int readings(Object body) {
    return call("POST", "api/readings", body).getInt("accepted");
  }

  /** Every reading of a metric as CSV, unparsed. */
  InputStream csv(String node, String metric) {
    return csvSince(YEAR_2000_MILLIS, node, metric);
  }

  /** The same of what was stored since a time, in Unix milliseconds. */
  InputStream csvSince(long millis, String node, String metric) {
    return csv(millis, "&node=" + encoded(node) + "&metric=" + encoded(metric));
  }

  /** Every reading of a node as CSV. */
  String csvText(String node) {
    try (InputStream csv = csv(YEAR_2000_MILLIS, "&node=" + encoded(node))) {
      return new String(csv.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream csv(long since, String query) {
    HttpRequest request = request("api/readings?format=csv&from=" + since + query).build();
    HttpResponse<InputStream> answer = exchange(request, BodyHandlers.ofInputStream());
    assertEquals(200, answer.statusCode());
    return answer.body();
  }
}
