package org.kymata.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kymata.json.Envelope;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.security.Caller;
import org.kymata.security.Role;
import org.kymata.time.MonotonicClock;

class LiveClientTest {

  private final SeriesCatalog catalog = new SeriesCatalog();
  private final Series temperature = series("temperature");
  private final Series humidity = series("humidity");
  private final MemoryLiveChannel channel = new MemoryLiveChannel();
  private final OutboundMetrics outboundMetrics = new OutboundMetrics();
  private final LiveClient client =
      new LiveClient(new Caller.User(1, "ada", Role.VIEWER, "sign-in"), channel, outboundMetrics);

  private Series series(String metric) {
    return catalog.getOrCreate(new NodeId("k3f9x2ma"), metric, false).orElseThrow();
  }

  private void readings(Series series, long cursor, int... values) {
    List<Reading> readings =
        IntStream.of(values).mapToObj(value -> new Reading(series, cursor, value, null)).toList();
    client.offerReadings(readings, LiveFrameEncoder.readings(readings, cursor, 0), cursor);
  }

  /** All values of a metric that were sent, in order. */
  private List<Integer> sent(Series series) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < channel.frames.size(); i++) {
      JsonArray all = channel.payload(i).getJsonArray("series");
      for (JsonObject each : all == null ? List.<JsonObject>of() : objects(all)) {
        if (each.getString("metric").equals(series.metric())) {
          each.getJsonArray("points")
              .getValuesAs(JsonArray.class)
              .forEach(point -> values.add(point.getInt(1)));
        }
      }
    }
    return values;
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.getValuesAs(JsonObject.class);
  }

  private List<String> cursors() {
    return IntStream.range(0, channel.frames.size())
        .filter(i -> channel.payload(i).containsKey("cursor"))
        .mapToObj(i -> channel.payload(i).get("cursor").toString())
        .toList();
  }

  private int dropped() {
    return IntStream.range(0, channel.frames.size())
        .map(i -> channel.payload(i).getInt("dropped", 0))
        .sum();
  }

  @Test
  void readingGoesOutAtOnceOnAFreeWire() {
    readings(temperature, 5, 1);
    assertEquals(List.of(1), sent(temperature));
  }

  @Test
  void whatComesMeanwhileGoesOutAsOneFrame() {
    readings(temperature, 5, 1);
    readings(temperature, 6, 2, 3);
    readings(humidity, 7, 4);
    assertEquals(1, channel.frames.size());
    channel.completeAll();
    assertEquals(2, channel.frames.size());
    assertEquals(List.of(1, 2, 3), sent(temperature));
    assertEquals(List.of(4), sent(humidity));
    assertEquals(List.of("5", "7"), cursors());
    assertEquals(0, dropped());
  }

  @Test
  void slowWireKeepsTheNewestOfEachSeriesAndCountsTheRest() {
    readings(temperature, 1, -1);
    readings(humidity, 2, -2);
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      readings(temperature, 3 + i, i);
    }
    channel.completeAll();
    List<Integer> sent = sent(temperature);
    assertEquals(count - 1, sent.get(sent.size() - 1));
    assertEquals(List.of(-2), sent(humidity));
    assertTrue(dropped() > 0);
    assertEquals(count + 2, sent.size() + 1 + dropped());
    assertTrue(sent.size() <= 5_002, () -> sent.size() + " kept");
  }

  @Test
  void droppedReadingsAreReportedOnce() {
    readings(temperature, 1, 0);
    client.countDropped(7);
    readings(temperature, 2, 1);
    channel.completeAll();
    readings(temperature, 3, 2);
    channel.completeAll();
    assertEquals(7, dropped());
    assertFalse(channel.payload(2).containsKey("dropped"));
  }

  @Test
  void queuedFramesGoOutInOrderAndNoneIsDropped() {
    for (int i = 0; i < 200; i++) {
      client.enqueue(Envelope.pong(Integer.toString(i)));
    }
    channel.completeAll();
    assertEquals(200, channel.frames.size());
    for (int i = 0; i < 200; i++) {
      assertEquals(Integer.toString(i), channel.frame(i).getString("id"));
    }
  }

  @Test
  void pageThatReadsNoFramesIsClosed() {
    for (int i = 0; i < 300; i++) {
      client.enqueue(Envelope.pong(null));
    }
    assertEquals(1013, channel.closeCode);
    assertTrue(client.isClosed());
  }

  @Test
  void liveReadingsWaitForTheBacklog() {
    client.beginBacklog();
    readings(temperature, 10, 2);
    assertEquals(List.of(), channel.frames);
    client.endBacklog(backlog(9, 1));
    channel.completeAll();
    assertEquals(List.of(1, 2), sent(temperature));
    assertEquals(List.of("9", "10"), cursors());
  }

  private String backlog(long cursor, int... values) {
    return LiveFrameEncoder.backlog(
        "7",
        IntStream.of(values)
            .mapToObj(value -> new Reading(temperature, cursor, value, null))
            .toList(),
        cursor,
        true);
  }

  @Test
  void twoBacklogsAtOnceAreBothWaitedFor() {
    client.beginBacklog();
    client.beginBacklog();
    client.endBacklog(backlog(9, 1));
    readings(temperature, 10, 3);
    client.endBacklog(backlog(9, 2));
    channel.completeAll();
    assertEquals(List.of(1, 2, 3), sent(temperature));
  }

  /**
   * A page that disconnects between two frames resumes from the cursor of the last one, so a frame
   * must not be followed by readings older than its cursor.
   */
  @Test
  void nothingOlderFollowsTheCursorOfABacklog() {
    readings(temperature, 5, 1);
    readings(temperature, 10, 2);
    client.beginBacklog();
    client.endBacklog(LiveFrameEncoder.backlog("7", List.of(), 20, true));
    channel.completeAll();
    assertEquals(List.of("5", "10", "20"), cursors());
  }

  @Test
  void heartbeatDoesNotHoldReadingsBack() {
    client.enqueue(Envelope.pong(null));
    client.enqueue(Envelope.pong(null));
    readings(temperature, 5, 1);
    channel.completeAll();
    assertEquals(3, channel.frames.size());
    assertEquals(List.of(1), sent(temperature));
  }

  @Test
  void signedOutPageReceivesNothingMore() {
    readings(temperature, 5, 1);
    readings(temperature, 6, 2);
    client.enqueue(Envelope.pong(null));
    client.closeRevoked();
    assertEquals(1008, channel.closeCode);
    assertEquals("signed out", channel.closeReason);
    channel.completeAll();
    readings(temperature, 7, 3);
    client.enqueue(Envelope.pong(null));
    assertEquals(1, channel.frames.size());
  }

  @Test
  void brokenWireIsUsedNoMore() {
    readings(temperature, 5, 1);
    readings(temperature, 6, 2);
    channel.failSend();
    assertTrue(client.isClosed());
    readings(temperature, 7, 3);
    client.enqueue(Envelope.pong(null));
    assertEquals(1, channel.frames.size());
  }

  @Test
  void closingTwiceClosesOnce() {
    client.close(1001, "first");
    client.close(1013, "second");
    assertEquals(1001, channel.closeCode);
  }

  @Test
  void frameThatStaysOnTheWireIsNoticed() {
    long now = MonotonicClock.millis();
    assertEquals(0, client.stalledMillis(now + 60_000));
    readings(temperature, 5, 1);
    assertTrue(client.stalledMillis(now + 60_000) >= 59_000);
    channel.completeAll();
    assertEquals(0, client.stalledMillis(now + 60_000));
    client.closeStalled();
    assertEquals(1013, channel.closeCode);
  }

  @Test
  void onlyAPageThatMustPingTimesOut() {
    long later = MonotonicClock.millis() + 61_000;
    assertFalse(client.isPingOverdue(later));
    client.pingsRequired();
    assertTrue(client.isPingOverdue(later));
    assertFalse(client.isPingOverdue(later - 5_000));
  }

  @Test
  void wireThatAnswersWithinTheCallIsFine() {
    MemoryLiveChannel fast = MemoryLiveChannel.immediate();
    LiveClient page = new LiveClient(client.user(), fast, outboundMetrics);
    for (int i = 0; i < 1_000; i++) {
      page.enqueue(Envelope.pong(null));
    }
    assertEquals(1_000, fast.frames.size());
  }
}
