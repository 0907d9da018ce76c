package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** One Kymata watches the machine of another, and either of them fails. */
class TwoKymatasIT {

  private RunningHub hub;
  private ApiClient admin;
  private String id;

  @Test
  void otherKymataIsWatchedWhateverFails() {
    try (RunningHub other = RunningHub.start();
        RunningHub started = RunningHub.start();
        TcpProxy relay = new TcpProxy(other.port())) {
      hub = started;
      admin = hub.admin();
      JsonObject key =
          other
              .admin()
              .call("POST", "api/keys", Json.createObjectBuilder().add("name", "hub").build());
      connectAndLook("http://127.0.0.1:" + relay.port(), key.getString("key"));
      assertEquals(
          other.admin().get("api/vitals").getJsonObject("os"),
          admin.get("api/vitals?host=" + id).getJsonObject("os"));

      call("stop");
      awaitNoSamples(relay);
      hub.kill9();
      hub.startAgain();
      long reconnected = relay.bytesFromTarget();
      Timeouts.until("a welcome", () -> relay.bytesFromTarget() > reconnected);
      awaitNoSamples(relay);
      assertEquals("stopped", host().getString("state"));
      call("start");
      awaitNewValue();

      hub.kill9();
      hub.startAgain();
      awaitNewValue();

      other.kill9();
      awaitHost(host -> !host.getString("state").equals("connected"));
      other.startAgain();
      awaitNewValue();

      relay.disconnect();
      awaitHost(host -> !host.getString("state").equals("connected"));
      relay.reconnect();
      awaitNewValue();
      assertNothingTwice();

      other.admin().send("DELETE", "api/keys/" + key.getString("id"), null);
      awaitHost(host -> host.getString("state").equals("failed"));
      assertTrue(host().getString("error").contains("API key"), host()::toString);
      assertTrue(!hub.outputAndLogs().contains("kymk_"), "a key is in the log");
      assertTrue(!other.outputAndLogs().contains("kymk_"), "a key is in the log");
      hub.stop();
      other.stop();
    }
  }

  /** Connects as an operator does, on the page. */
  private void connectAndLook(String address, String key) {
    try (Chromium chromium = new Chromium();
        BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), RunningHub.ADMIN, hub.adminPassword());
      page.navigate(hub.address() + "hosts.html");
      page.fill("#connect-address", address);
      page.fill("#connect-name", "other");
      page.fill("#connect-key", key);
      page.click(".connect-button");
      Timeouts.until("the host", () -> other().isPresent());
      id = other().orElseThrow().getString("id");
      assertEquals(address, other().orElseThrow().getString("address"));
      awaitNewValue();
      Accessibility.assertAccessible(page);
      page.navigate(hub.address() + "host.html?id=" + id + "&tab=processes");
      page.waitForSelector("k-processes .state");
      assertTrue(page.textContent("k-processes").contains("API key"));
      assertEquals("interval set there", page.textContent(".interval-box"));
      Accessibility.assertAccessible(page);
      page.click("#host-settings");
      page.waitForSelector("dialog[open]");
      assertTrue(page.textContent("dialog[open]").contains(address));
      assertEquals(List.of(), chromium.complaints);
    }
  }

  private Optional<JsonObject> other() {
    return admin.get("api/hosts").getJsonArray("hosts").getValuesAs(JsonObject.class).stream()
        .filter(host -> host.getString("way").equals("kymata"))
        .findFirst();
  }

  private void call(String what) {
    admin.call("POST", "api/hosts/" + id + "/" + what, null);
  }

  private JsonObject host() {
    return admin.get("api/hosts/" + id);
  }

  private void awaitHost(Predicate<JsonObject> condition) {
    Timeouts.await("the host to change", Timeouts.LONG)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> condition.test(host()));
  }

  private void awaitNewValue() {
    long now = System.currentTimeMillis();
    awaitHost(
        host ->
            host.containsKey("picture")
                && host.getJsonObject("picture").getJsonNumber("time").longValue() > now
                && newestStored() > now);
  }

  private long newestStored() {
    JsonArray points = uptime();
    return points.isEmpty()
        ? 0
        : points.getJsonArray(points.size() - 1).getJsonNumber(0).longValue();
  }

  private JsonArray uptime() {
    JsonArray series =
        admin.get("api/readings?points=5000&metric=uptime&node=" + id).getJsonArray("series");
    return series.isEmpty()
        ? JsonArray.EMPTY_JSON_ARRAY
        : series.getJsonObject(0).getJsonArray("points");
  }

  private void assertNothingTwice() {
    JsonArray points = uptime();
    long distinct =
        points.stream().map(point -> point.asJsonArray().getJsonNumber(0)).distinct().count();
    assertEquals(points.size(), distinct);
  }

  /**
   * The bytes of two heartbeats, which come every ten seconds; other traffic is less than one
   * sample.
   */
  private static void awaitNoSamples(TcpProxy relay) {
    Timeouts.until("no samples of a stopped Kymata", () -> isQuiet(relay));
  }

  private static boolean isQuiet(TcpProxy relay) {
    long before = relay.bytesFromTarget();
    Timeouts.until("a heartbeat", () -> relay.bytesFromTarget() > before);
    long first = relay.bytesFromTarget();
    Timeouts.until("another heartbeat", () -> relay.bytesFromTarget() > first);
    return relay.bytesFromTarget() - before < 400;
  }
}
