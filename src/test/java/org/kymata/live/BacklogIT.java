package org.kymata.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.testing.LiveSubscriptions.awaitPoint;
import static org.kymata.testing.LiveSubscriptions.openPage;
import static org.kymata.testing.LiveSubscriptions.points;
import static org.kymata.testing.LiveSubscriptions.topic;
import static org.kymata.testing.LiveSubscriptions.values;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kymata.testing.CountingSensor;
import org.kymata.testing.FrameReceiver;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Sensor;
import org.kymata.testing.HubArchive;
import org.kymata.testing.WebSocketClient;

/**
 * What a page missed while it was disconnected, over both transports: all of it, and nothing twice.
 */
@ExtendWith(ArquillianExtension.class)
class BacklogIT {

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh();
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  @Test
  void backlogSinceHoldsWhatIsNewerAndWhatWasStoredLater() {
    Sensor sensor = hub.newSensor();
    long start = System.currentTimeMillis();
    sendAt(sensor, 1, start - 1_000);
    sendAt(sensor, 2, start - 3_600_000);
    // The two above are stored already; what follows is stored after this moment.
    long since = System.currentTimeMillis() + 1;
    await().until(() -> System.currentTimeMillis() > since);
    sendAt(sensor, 3, since);
    sendAt(sensor, 4, since - 3_600_000);
    sendAt(sensor, 5, since + 60_000);
    try (WebSocketClient page = hub.viewer().socket()) {
      JsonObject reply = page.subscribe("7", topic(sensor), ",\"since\":" + since).awaitReply("7");
      JsonObject payload = FrameReceiver.payload(reply);
      assertTrue(payload.getBoolean("backlog") && payload.getBoolean("complete"));
      assertEquals(
          List.of(3, 4, 5), values(points(payload, sensor, "m")).stream().sorted().toList());
    }
  }

  private static void sendAt(Sensor sensor, int value, long time) {
    String body = "{\"metric\":\"m\",\"value\":%d,\"time\":%d}".formatted(value, time);
    assertEquals(200, sensor.client().post("/api/readings", body).status());
  }

  @Test
  void backlogAfterACursorHoldsExactlyWhatWasStoredAfterIt() {
    Sensor sensor = hub.newSensor();
    long cursor;
    try (WebSocketClient page = openPage(hub, topic(sensor))) {
      sendAt(sensor, 1, System.currentTimeMillis());
      cursor = awaitPoint(page, sensor, "m").getJsonNumber("cursor").longValue();
    }
    sendAt(sensor, 2, System.currentTimeMillis());
    sendAt(sensor, 3, System.currentTimeMillis() - 3_600_000);
    sensor.send("m", "\"four\"");
    try (WebSocketClient page = hub.viewer().socket()) {
      JsonObject reply =
          page.subscribe("7", topic(sensor), ",\"cursor\":" + cursor).awaitReply("7");
      String missed = points(FrameReceiver.payload(reply), sensor, "m").toString();
      assertEquals(3, points(FrameReceiver.payload(reply), sensor, "m").size(), missed);
      assertTrue(missed.contains(",2]") && missed.contains(",3]") && missed.contains("four"));
    }
  }

  @Test
  void backlogThatIsTooLongIsLeftOut() {
    Sensor sensor = hub.newSensor();
    long since = System.currentTimeMillis();
    String batch =
        IntStream.range(0, 5000)
            .mapToObj(i -> "{\"metric\":\"m\",\"value\":" + i + "}")
            .collect(Collectors.joining(",", "[", "]"));
    for (int i = 0; i < 5; i++) {
      assertEquals(200, sensor.client().post("/api/readings", batch).status());
    }
    try (WebSocketClient page = hub.viewer().socket()) {
      JsonObject reply = page.subscribe("7", topic(sensor), ",\"since\":" + since).awaitReply("7");
      assertFalse(FrameReceiver.payload(reply).getBoolean("complete"), reply::toString);
      assertEquals(0, FrameReceiver.payload(reply).getJsonArray("series").size());
    }
  }

  @Test
  void pageThatReconnectsBySocketHasEveryReadingOnce() {
    assertHasEveryReadingOnce(
        sensor -> {
          WebSocketClient page = hub.viewer().socket();
          return cursor ->
              page.subscribe("on", topic(sensor), cursor < 0 ? "" : ",\"cursor\":" + cursor);
        });
  }

  @Test
  void pageThatReconnectsByEventsHasEveryReadingOnce() {
    assertHasEveryReadingOnce(
        sensor ->
            cursor ->
                hub.viewer()
                    .events("topic=" + sensor.id() + (cursor < 0 ? "" : "&cursor=" + cursor)));
  }

  /** How a page connects and subscribes a node, from a cursor on. */
  private interface PageTransport {
    LongFunction<FrameReceiver> open(Sensor sensor);
  }

  private void assertHasEveryReadingOnce(PageTransport connection) {
    Sensor sensor = hub.newSensor();
    List<Integer> seen = new ArrayList<>();
    long cursor = -1;
    try (CountingSensor writer = new CountingSensor(sensor, "m")) {
      for (int visit = 0; visit < 6; visit++) {
        FrameReceiver page = connection.open(sensor).apply(cursor);
        if (visit == 0) {
          // The first visit has no cursor: it begins before the first number.
          page.await("readings");
          writer.start();
        }
        await().until(() -> points(page, sensor, "m").size() >= 25);
        cursor = leave(page, sensor, seen, cursor);
        int numbers = writer.count();
        await().until(() -> writer.count() > numbers + 10);
      }
      writer.stop();
      FrameReceiver page = connection.open(sensor).apply(cursor);
      List<Integer> known = List.copyOf(seen);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> known.size() + points(page, sensor, "m").size() >= writer.count());
      leave(page, sensor, seen, cursor);
      assertEquals(
          IntStream.range(0, writer.count()).boxed().toList(), seen.stream().sorted().toList());
    }
  }

  /** Notes the readings of the page, disconnects without a close frame and returns the cursor. */
  private static long leave(FrameReceiver page, Sensor sensor, List<Integer> seen, long before) {
    long cursor = before;
    for (JsonObject frame : page.all()) {
      if (frame.getString("type").equals("readings")) {
        seen.addAll(values(points(FrameReceiver.payload(frame), sensor, "m")));
        cursor = FrameReceiver.payload(frame).getJsonNumber("cursor").longValue();
      }
    }
    page.close();
    return cursor;
  }

  @Test
  void pageThatKnowsOnlyTheTimeOfItsNewestReadingMissesNone() {
    Sensor sensor = hub.newSensor();
    List<String> seen = new ArrayList<>();
    try (CountingSensor writer = new CountingSensor(sensor, "m")) {
      long since = System.currentTimeMillis();
      writer.start();
      for (int visit = 0; visit < 4; visit++) {
        try (WebSocketClient page = hub.viewer().socket()) {
          page.subscribe("on", topic(sensor), ",\"since\":" + since);
          await().until(() -> points(page, sensor, "m").size() >= 25);
          for (JsonArray point : points(page, sensor, "m")) {
            seen.add(point.toString());
            since = Math.max(since, point.getJsonNumber(0).longValue());
          }
        }
      }
      writer.stop();
      try (WebSocketClient page = hub.viewer().socket()) {
        JsonObject reply =
            page.subscribe("end", topic(sensor), ",\"since\":" + since).awaitReply("end");
        points(FrameReceiver.payload(reply), sensor, "m")
            .forEach(point -> seen.add(point.toString()));
      }
      assertEquals(writer.count(), seen.stream().distinct().count());
    }
  }
}
