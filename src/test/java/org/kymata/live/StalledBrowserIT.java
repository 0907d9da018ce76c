package org.kymata.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kymata.testing.LiveSubscriptions.openPage;
import static org.kymata.testing.LiveSubscriptions.points;
import static org.kymata.testing.LiveSubscriptions.topic;
import static org.kymata.testing.LiveSubscriptions.values;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Sensor;
import org.kymata.testing.HubArchive;
import org.kymata.testing.PrometheusTextParser;
import org.kymata.testing.WebSocketClient;

/** One page of 200 does not read: it is closed, and the others notice nothing. */
@ExtendWith(ArquillianExtension.class)
class StalledBrowserIT {

  private static final String PING = "{\"v\":1,\"type\":\"ping\"}";
  private static final int PAGES = 199;
  private static final int CALLS = 20;

  @ArquillianResource private URL deployed;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh();
  }

  @Test
  void stalledPageIsClosedAndTheOthersGetEverything() {
    Hub hub = Hub.of(this, deployed);
    Sensor sensor = hub.newSensor();
    // More than the buffers between hub and page can hold.
    String batch =
        Collections.nCopies(3_000, "{\"metric\":\"log\",\"value\":\"" + "x".repeat(250) + "\"}")
            .stream()
            .collect(Collectors.joining(",", "[", "]"));
    List<WebSocketClient> pages = new ArrayList<>();
    try (WebSocketClient stalled = hub.viewer().stalledSocket()) {
      stalled.subscribe("deaf", topic(sensor), "");
      for (int i = 0; i < PAGES; i++) {
        pages.add(openPage(hub, topic(sensor, "n")));
      }
      for (int call = 1; call <= CALLS; call++) {
        assertEquals(200, sensor.client().post("/api/readings", batch).status());
        sensor.send("n", String.valueOf(call));
        // No page falls behind because this machine is slow: readings would rightly be dropped.
        int newest = call;
        sendPings(pages);
        stalled.send(PING);
        await()
            .until(
                () ->
                    pages.stream()
                        .allMatch(page -> values(points(page, sensor, "n")).contains(newest)));
      }
      List<Integer> expected = IntStream.rangeClosed(1, CALLS).boxed().toList();
      for (WebSocketClient page : pages) {
        assertEquals(expected, values(points(page, sensor, "n")));
      }
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(
              () -> {
                sendPings(pages);
                PrometheusTextParser metrics =
                    PrometheusTextParser.read(hub.viewer().get("metrics").text());
                assertEquals(1, metrics.value("kymata_live_stalled_browsers_total"));
                assertEquals(PAGES, metrics.value("kymata_browsers"));
              });
      // The hub cannot ensure that the reason still reaches the page (docs/protocol.md), but it
      // does not keep the connection.
      await().atMost(Duration.ofMinutes(1)).until(() -> isGone(stalled));
      sensor.send("n", "1000");
      for (WebSocketClient page : pages) {
        await().until(() -> values(points(page, sensor, "n")).contains(1000));
      }
    } finally {
      pages.forEach(WebSocketClient::close);
    }
  }

  private static boolean isGone(WebSocketClient client) {
    try {
      client.send(PING);
      return false;
    } catch (CompletionException e) {
      return true;
    }
  }

  /** Pings, as open pages do: the hub closes those that send nothing for a minute. */
  private static void sendPings(List<WebSocketClient> pages) {
    pages.forEach(page -> page.send(PING));
  }
}
