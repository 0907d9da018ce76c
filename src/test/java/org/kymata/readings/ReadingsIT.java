package org.kymata.readings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URL;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Sensor;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;
import org.kymata.testing.ProtocolCase;

/** Readings in, history out, and the registry of nodes, over HTTP. */
@ExtendWith(ArquillianExtension.class)
class ReadingsIT {

  private static final int MEBIBYTE = 1 << 20;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

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

  // --- Readings in

  static List<ProtocolCase> badReadings() {
    return timeless("readings/bad");
  }

  static List<ProtocolCase> goodReadings() {
    return timeless("readings/good");
  }

  private static List<ProtocolCase> timeless(String folder) {
    return ProtocolCase.allIn(folder).stream()
        .filter(each -> !each.expected().containsKey("now"))
        .toList();
  }

  /** The nodes of the example frames, created when first needed. */
  private HubResponse post(ProtocolCase golden) {
    return post(golden, "Content-Type", "application/json");
  }

  private HubResponse post(ProtocolCase golden, String... headers) {
    Sensor greenhouse = stage().get(0);
    HubClient sender = golden.isFromPerson() ? hub.operator() : greenhouse.client();
    return sender.send(
        "POST", "/api/readings", BodyPublishers.ofByteArray(golden.frame()), headers);
  }

  private static List<Sensor> stage;

  private List<Sensor> stage() {
    if (stage == null) {
      stage = List.of(hub.newSensor("greenhouse-1"), hub.newSensor("door-1"));
    }
    return stage;
  }

  static List<ProtocolCase> anyReadings() {
    return Stream.concat(badReadings().stream(), goodReadings().stream()).toList();
  }

  /** A plain call takes a shortcut with the same result (ADR 20). */
  @ParameterizedTest
  @MethodSource("anyReadings")
  void answerIsTheSameForAnyContentNegotiation(ProtocolCase golden) {
    HubResponse plain = post(golden);
    for (String[] headers :
        List.of(
            new String[] {"Accept", "text/html, application/json;q=0.5"},
            new String[] {"Content-Type", "text/plain", "Accept", "application/json"},
            new String[] {"Content-Type", "application/json; charset=utf-8"},
            new String[] {"Accept", "*/*"})) {
      HubResponse other = post(golden, headers);
      assertEquals(plain.status(), other.status(), other::toString);
      assertEquals(plain.mediaType(), other.mediaType(), other::toString);
      assertEquals(withoutClock(plain), withoutClock(other));
      assertEquals(headerNames(plain), headerNames(other));
    }
  }

  /** Some reasons contain the time. */
  private static String withoutClock(HubResponse answer) {
    return answer.text().replaceAll("clock, which says [^\"]*", "clock");
  }

  private static Set<String> headerNames(HubResponse answer) {
    return answer.response().headers().map().keySet();
  }

  @Test
  void unacceptableMediaTypeIsNotAnswered() {
    HubResponse answer =
        hub.newSensor("picky")
            .client()
            .post("/api/readings", "{\"metric\":\"t\",\"value\":1}", "Accept", "image/png");
    assertEquals(406, answer.status(), answer::toString);
    assertEquals("application/problem+json", answer.mediaType(), answer::toString);
  }

  @ParameterizedTest
  @MethodSource("badReadings")
  void badReadingIsRejectedWithItsReason(ProtocolCase golden) {
    HubResponse answer = post(golden);
    assertEquals(golden.expected().getInt("status"), answer.status(), answer::toString);
    if (answer.status() >= 400) {
      assertEquals("application/problem+json", answer.mediaType(), answer::toString);
    }
    if (golden.expected().containsKey("rejected")) {
      assertEquals(golden.expected().getInt("accepted"), answer.json().getInt("accepted"));
      List<JsonObject> rejected =
          answer.json().getJsonArray("rejected").getValuesAs(JsonObject.class);
      List<JsonObject> expected = golden.expectedList("rejected");
      assertEquals(expected.size(), rejected.size(), answer::toString);
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i).getInt("index"), rejected.get(i).getInt("index"));
        String reason = rejected.get(i).getString("reason");
        assertTrue(reason.contains(expected.get(i).getString("reason")), answer::toString);
      }
    } else {
      assertTrue(answer.detail().contains(golden.expected("detail", "")), answer::toString);
      assertFalse(answer.json().containsKey("accepted"), answer::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("goodReadings")
  void goodReadingIsAccepted(ProtocolCase golden) {
    // A user names the node by its name; its id differs in each hub.
    ProtocolCase here =
        new ProtocolCase(
            golden.name(),
            golden.text().replace("k3f9x2ma", stage().get(0).id()).getBytes(UTF_8),
            golden.expected());
    HubResponse answer = post(here);
    assertEquals(200, answer.status(), answer::toString);
    assertEquals(golden.expectedList("readings").size(), answer.json().getInt("accepted"));
    assertEquals(0, answer.json().getJsonArray("rejected").size());
  }

  @Test
  void acceptedReadingIsInTheHistoryAtOnce() {
    Sensor sensor = hub.newSensor();
    for (int i = 0; i < 20; i++) {
      sensor.send("count", Integer.toString(i));
      assertEquals(i + 1, count(sensor, "count"));
    }
  }

  private int count(Sensor sensor, String metric) {
    JsonArray series = history(sensor, "&metric=" + metric).getJsonArray("series");
    return series.isEmpty() ? 0 : series.getJsonObject(0).getInt("count");
  }

  private JsonObject history(Sensor sensor, String query) {
    HubResponse answer = hub.viewer().get("/api/readings?node=" + sensor.id() + query);
    assertEquals(200, answer.status(), answer::toString);
    return answer.json();
  }

  private JsonObject series(Sensor sensor, String query) {
    JsonArray all = history(sensor, query).getJsonArray("series");
    assertEquals(1, all.size(), all::toString);
    return all.getJsonObject(0);
  }

  @Test
  void rejectedReadingLeavesNoTrace() {
    Sensor sensor = hub.newSensor();
    sensor.client().post("/api/readings", "{\"metric\":\"ghost\",\"value\":1e999}");
    sensor.client().post("/api/readings", "{\"metric\":\"ghost\",\"value\":1,\"time\":1}");
    assertEquals(0, history(sensor, "").getJsonArray("series").size());
    JsonObject node = hub.viewer().get("/api/nodes/" + sensor.id()).json();
    assertEquals("new", node.getString("presence"));
    assertEquals(0, node.getJsonArray("metrics").size());
  }

  @Test
  void bodyOfOneMebibyteIsAcceptedAndOneByteMoreIsNot() {
    Sensor sensor = hub.newSensor();
    String reading = "{\"metric\":\"m\",\"value\":1}";
    String full = reading + " ".repeat(MEBIBYTE - reading.length());
    assertEquals(200, sensor.client().post("/api/readings", full).status());
    HubResponse refused = sensor.client().post("/api/readings", full + " ");
    assertEquals(413, refused.status(), refused::toString);
    assertEquals("application/problem+json", refused.mediaType());
    assertEquals(1, count(sensor, "m"));
  }

  @Test
  void fiveThousandReadingsAreAcceptedAndOneMoreIsNot() {
    Sensor sensor = hub.newSensor();
    assertEquals(5000, sensor.client().post("/api/readings", many(5000)).json().getInt("accepted"));
    HubResponse refused = sensor.client().post("/api/readings", many(5001));
    assertEquals(413, refused.status(), refused::toString);
    assertEquals(5000, count(sensor, "m"));
  }

  private static String many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"metric\":\"m\",\"value\":" + i + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void nodeWithTooManyMetricsGetsAnError() {
    Sensor sensor = hub.newSensor();
    String metrics =
        IntStream.range(0, 501)
            .mapToObj(i -> "{\"metric\":\"m" + i + "\",\"value\":1}")
            .collect(Collectors.joining(",", "[", "]"));
    JsonObject outcome = sensor.client().post("/api/readings", metrics).json();
    assertEquals(500, outcome.getInt("accepted"));
    assertEquals(500, outcome.getJsonArray("rejected").getJsonObject(0).getInt("index"));
  }

  @Test
  void readingAnHourAheadIsAcceptedAndOneLaterIsNot() {
    Sensor sensor = hub.newSensor();
    long now = System.currentTimeMillis();
    assertEquals(200, sendAt(sensor, now + HOUR - MINUTE).status());
    HubResponse refused = sendAt(sensor, now + HOUR + MINUTE);
    assertEquals(400, refused.status(), refused::toString);
    assertTrue(refused.text().contains("ahead"), refused::toString);
    assertEquals(1, count(sensor, "m"));
  }

  private static HubResponse sendAt(Sensor sensor, long time) {
    return sensor
        .client()
        .post("/api/readings", "{\"metric\":\"m\",\"value\":1,\"time\":" + time + "}");
  }

  @Test
  void lateReadingLandsAtItsOwnTime() {
    Sensor sensor = hub.newSensor();
    long now = System.currentTimeMillis();
    long longAgo = now - 400 * 24 * HOUR;
    sensor.send("m", "1");
    for (long time : List.of(now - 3 * HOUR, now - 5 * MINUTE, longAgo)) {
      assertEquals(200, sendAt(sensor, time).status());
    }
    JsonArray points = series(sensor, "&from=" + (longAgo - 1)).getJsonArray("points");
    assertEquals(4, points.size());
    assertEquals(List.of(longAgo, now - 3 * HOUR, now - 5 * MINUTE), times(points).subList(0, 3));
    String around = "&from=%d&to=%d".formatted(now - 3 * HOUR, now - 3 * HOUR + 1);
    assertEquals(1, series(sensor, around).getInt("count"));
    String before = "&from=%d&to=%d".formatted(now - 3 * HOUR - 1, now - 3 * HOUR);
    assertEquals(0, series(sensor, before).getInt("count"));
  }

  private static List<Long> times(JsonArray points) {
    return points.getValuesAs(JsonArray.class).stream()
        .map(point -> point.getJsonNumber(0).longValue())
        .toList();
  }

  @Test
  void lateReadingDoesNotReplaceTheNewestValue() {
    Sensor sensor = hub.newSensor();
    sensor.send("m", "7");
    sendAt(sensor, System.currentTimeMillis() - HOUR);
    assertEquals(7, metric(sensor, "m").getInt("value"));
  }

  private JsonObject metric(Sensor sensor, String name) {
    return hub
        .viewer()
        .get("/api/nodes/" + sensor.id())
        .json()
        .getJsonArray("metrics")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(metric -> metric.getString("metric").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void valuesComeBackAsTheyWereSent() {
    Sensor sensor = hub.newSensor();
    long now = System.currentTimeMillis();
    List<String> values =
        List.of("21.5", "-40", "0", "1e-9", "1.7976931348623157e308", "123456789");
    for (int i = 0; i < values.size(); i++) {
      sensor
          .client()
          .post(
              "/api/readings",
              "{\"metric\":\"m\",\"value\":%s,\"time\":%d}".formatted(values.get(i), now + i));
    }
    JsonArray points = series(sensor, "&metric=m").getJsonArray("points");
    for (int i = 0; i < values.size(); i++) {
      double back = points.getJsonArray(i).getJsonNumber(1).doubleValue();
      assertEquals(Double.parseDouble(values.get(i)), back);
    }
  }

  @Test
  void textsAreKeptApartFromNumbersOfTheSameMetric() {
    Sensor sensor = hub.newSensor();
    sensor.send("door", "true");
    sensor.send("door", "\"open \\\"wide\\\" ü 🌱\"");
    List<JsonObject> all =
        history(sensor, "&metric=door").getJsonArray("series").getValuesAs(JsonObject.class);
    assertEquals(
        List.of("number", "text"), all.stream().map(each -> each.getString("kind")).toList());
    assertEquals(1, all.get(0).getJsonArray("points").getJsonArray(0).getInt(1));
    assertEquals(
        "open \"wide\" ü 🌱", all.get(1).getJsonArray("points").getJsonArray(0).getString(1));
  }

  @Test
  void newestUnitCounts() {
    Sensor sensor = hub.newSensor();
    for (String unit : List.of("\"C\"", "null", "\"°C\"", "null")) {
      sensor.client().post("/api/readings", "{\"metric\":\"t\",\"value\":1,\"unit\":" + unit + "}");
    }
    assertEquals("°C", metric(sensor, "t").getString("unit"));
    assertEquals("°C", series(sensor, "&metric=t").getString("unit"));
  }

  // --- History out

  @Test
  void fewReadingsAreGivenRawAndManyInBuckets() {
    Sensor sensor = hub.newSensor();
    long start = System.currentTimeMillis() - 20 * MINUTE;
    List<String> readings = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      readings.add("{\"metric\":\"m\",\"value\":%d,\"time\":%d}".formatted(i, start + i * 10_000L));
    }
    sensor.client().post("/api/readings", readings.toString());

    JsonObject raw = series(sensor, "&points=100");
    assertEquals(0, raw.getInt("bucketMillis"));
    assertEquals(100, raw.getJsonArray("points").size());
    assertEquals(2, raw.getJsonArray("points").getJsonArray(0).size());

    JsonObject buckets = series(sensor, "&points=10");
    assertEquals(100, buckets.getInt("count"));
    long length = buckets.getJsonNumber("bucketMillis").longValue();
    JsonArray points = buckets.getJsonArray("points");
    assertTrue(length > 0 && points.size() <= 10, points::toString);
    long counted = 0;
    for (JsonArray bucket : points.getValuesAs(JsonArray.class)) {
      List<Integer> inside = valuesBetween(bucket.getJsonNumber(0).longValue(), length, start);
      counted += bucket.getInt(4);
      assertEquals(inside.size(), bucket.getInt(4), points::toString);
      assertEquals(inside.get(0), bucket.getInt(1));
      assertEquals(inside.get(inside.size() - 1), bucket.getInt(2));
      double mean = inside.stream().mapToInt(value -> value).average().orElseThrow();
      assertEquals(mean, bucket.getJsonNumber(3).doubleValue(), 1e-9);
    }
    assertEquals(100, counted);
  }

  private static List<Integer> valuesBetween(long bucket, long length, long start) {
    return IntStream.range(0, 100)
        .filter(i -> start + i * 10_000L >= bucket && start + i * 10_000L < bucket + length)
        .boxed()
        .toList();
  }

  @Test
  void metricsAreChosenByRepeatingTheParameter() {
    Sensor sensor = hub.newSensor();
    for (String metric : List.of("a", "b", "c")) {
      sensor.send(metric, "1");
    }
    assertEquals(List.of("a", "b", "c"), names(history(sensor, "")));
    assertEquals(List.of("a", "c"), names(history(sensor, "&metric=c&metric=a")));
    assertEquals(List.of(), names(history(sensor, "&metric=d")));
  }

  private static List<String> names(JsonObject history) {
    return history.getJsonArray("series").getValuesAs(JsonObject.class).stream()
        .map(series -> series.getString("metric"))
        .toList();
  }

  @Test
  void spanIncludesItsStartAndNotItsEnd() {
    Sensor sensor = hub.newSensor();
    long time = System.currentTimeMillis() - 10 * MINUTE;
    sendAt(sensor, time);
    assertEquals(1, series(sensor, "&from=%d&to=%d".formatted(time, time + 1)).getInt("count"));
    assertEquals(0, series(sensor, "&from=%d&to=%d".formatted(time - 1, time)).getInt("count"));
    String iso = "&from=" + Instant.ofEpochMilli(time) + "&to=" + Instant.ofEpochMilli(time + 1);
    assertEquals(1, series(sensor, iso).getInt("count"));
  }

  @Test
  void historyTellsWhatItIsOf() {
    Sensor sensor = hub.newSensor();
    sensor.send("m", "1");
    JsonObject byName =
        hub.viewer()
            .get("/api/readings?node=" + sensor.name() + "&from=1700000000&to=1700000001")
            .json();
    assertEquals(sensor.id(), byName.getJsonObject("node").getString("id"));
    assertEquals(sensor.name(), byName.getJsonObject("node").getString("name"));
    assertEquals(1_700_000_000_000L, byName.getJsonNumber("from").longValue());
    assertEquals(1_700_000_001_000L, byName.getJsonNumber("to").longValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | 400 | node",
        "?node=                              | 400 | node",
        "?node=nobody                        | 404 | nobody",
        "?node=%27%20or%201=1                | 404 | there is no node",
        "?node=this-machine&from=x           | 400 | from",
        "?node=this-machine&from=            | 400 | from",
        "?node=this-machine&to=2026-01-01    | 400 | to",
        "?node=this-machine&from=NaN         | 400 | from",
        "?node=this-machine&from=2&to=1      | 400 | before",
        "?node=this-machine&from=1&to=1      | 400 | before",
        "?node=this-machine&from=%2B999999999-12-31T23:59:59Z | 400 | from",
        "?node=this-machine&points=0         | 400 | points",
        "?node=this-machine&points=5001      | 400 | points",
        "?node=this-machine&points=-1        | 400 | points",
        "?node=this-machine&points=ten       | 400 | points",
        "?node=this-machine&points=1.5       | 400 | points",
        "?node=this-machine&points=          | 400 | points",
        "?node=this-machine&metric=a%27b     | 400 | metric",
        "?node=this-machine&metric=          | 400 | metric",
        "?node=this-machine&format=xml       | 400 | format"
      })
  void badParameterIsNamedInTheError(String query, int status, String part) {
    HubResponse answer = hub.viewer().get("/api/readings" + query, "Accept", "application/json");
    assertEquals(status, answer.status(), answer::toString);
    assertEquals("application/problem+json", answer.mediaType());
    assertTrue(answer.detail().contains(part), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=0",
        "from=-999999999999999999&to=999999999999999999",
        "from=0&to=9000000000000000",
        "from=1900-01-01T00:00:00Z"
      })
  void spanWithoutBoundsIsAnswered(String span) {
    HubResponse answer = hub.viewer().get("/api/readings?node=this-machine&points=10&" + span);
    assertEquals(200, answer.status(), answer::toString);
  }

  @Test
  void historyAsCsv() {
    Sensor sensor = hub.newSensor();
    long time = System.currentTimeMillis() / 1000 * 1000 - 10 * MINUTE;
    sensor
        .client()
        .post(
            "/api/readings",
            """
            [{"metric":"t","value":21.5,"time":%d,"unit":"°C"},
             {"metric":"t","value":-3,"time":%d},
             {"metric":"log","value":"a, \\"b\\"\\nc","time":%d},
             {"metric":"log","value":"=1+1","time":%d}]
            """
                .formatted(time + 1, time, time, time + 5));
    String first = Instant.ofEpochMilli(time).toString().replace("Z", ".000Z");
    String expected =
        """
        time,node,metric,value,unit
        %1$s,%2$s,log,"a, ""b""
        c",
        %4$s,%2$s,log,'=1+1,
        %1$s,%2$s,t,-3,°C
        %3$s,%2$s,t,21.5,°C
        """
            .formatted(
                first,
                sensor.name(),
                Instant.ofEpochMilli(time + 1),
                Instant.ofEpochMilli(time + 5));
    String path = "/api/readings?node=" + sensor.id();
    HubResponse byFormat = hub.viewer().get(path + "&format=csv");
    HubResponse byAccept = hub.viewer().get(path, "Accept", "text/csv");
    for (HubResponse answer : List.of(byFormat, byAccept)) {
      assertEquals(200, answer.status(), answer::toString);
      assertEquals("text/csv", answer.mediaType());
      assertTrue(answer.header("Content-Disposition").orElse("").startsWith("attachment"));
      assertEquals(expected, answer.text().replace("\r\n", "\n"));
    }
  }

  @Test
  void csvHoldsEveryReadingHoweverMany() {
    Sensor sensor = hub.newSensor();
    sensor.client().post("/api/readings", many(5000));
    sensor.client().post("/api/readings", many(2000));
    HubResponse csv = hub.viewer().get("/api/readings?points=10&format=csv&node=" + sensor.id());
    assertEquals(7001, csv.text().lines().count());
  }

  @Test
  void browserThatTakesAnythingGetsJson() {
    HubResponse answer =
        hub.viewer()
            .get(
                "/api/readings?node=this-machine",
                "Accept",
                "text/html,application/xhtml+xml,*/*;q=0.8");
    assertEquals("application/json", answer.mediaType(), answer::toString);
  }

  // --- Nodes

  @Test
  void newNodeIsShownWithItsTokenOnce() {
    String name = Hub.freshName("made");
    HubResponse made = hub.operator().post("/api/nodes", "{\"name\":\"%s\"}".formatted(name));
    assertEquals(201, made.status(), made::toString);
    JsonObject node = made.json();
    assertTrue(node.getString("token").matches("kym_[0-9A-Za-z]{32,}"), made::toString);
    assertEquals(name, node.getString("name"));
    assertEquals("node", node.getString("kind"));
    assertEquals("new", node.getString("presence"));
    assertTrue(node.getBoolean("hasToken"));
    assertFalse(node.containsKey("lastSeen"));
    assertFalse(node.containsKey("usualIntervalMillis"));
    String id = node.getString("id");
    assertFalse(hub.admin().get("/api/nodes/" + id).text().contains("kym_"));
    assertFalse(hub.admin().get("/api/nodes").text().contains("kym_"));
    assertEquals(id, hub.viewer().get("/api/nodes/" + name).json().getString("id"));
  }

  @Test
  void nodesAreListedByNameWithTheMachineOfTheHub() {
    hub.newSensor();
    List<JsonObject> nodes =
        hub.viewer().get("/api/nodes").json().getJsonArray("nodes").getValuesAs(JsonObject.class);
    List<String> names = nodes.stream().map(node -> node.getString("name")).toList();
    assertEquals(names.stream().sorted().toList(), names);
    JsonObject self =
        nodes.stream().filter(node -> node.getBoolean("self", false)).findFirst().orElseThrow();
    assertEquals("host", self.getString("kind"));
    assertFalse(self.getBoolean("hasToken"));
  }

  @Test
  void nodeThatSendsIsOnlineAndShowsItsNewestValues() {
    Sensor sensor = hub.newSensor();
    sensor
        .client()
        .post(
            "/api/readings",
            """
            [{"metric":"t","value":1,"unit":"°C"},{"metric":"t","value":2},
             {"metric":"door","value":"open"}]""");
    JsonObject node = hub.viewer().get("/api/nodes/" + sensor.id()).json();
    assertEquals("online", node.getString("presence"));
    assertTrue(node.getJsonNumber("lastSeen").longValue() > 0);
    List<JsonObject> metrics = node.getJsonArray("metrics").getValuesAs(JsonObject.class);
    assertEquals("door", metrics.get(0).getString("metric"));
    assertEquals("text", metrics.get(0).getString("kind"));
    assertEquals("open", ((JsonString) metrics.get(0).get("value")).getString());
    assertEquals("t", metrics.get(1).getString("metric"));
    assertEquals("number", metrics.get(1).getString("kind"));
    assertEquals(2, ((JsonNumber) metrics.get(1).get("value")).intValue());
    assertEquals("°C", metrics.get(1).getString("unit"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                           | 400",
        "[]                          | 400",
        "{}                          | 400",
        "{'name':null}               | 400",
        "{'name':7}                  | 400",
        "{'name':''}                 | 400",
        "{'name':'two words'}        | 400",
        "{'name':'<script>'}         | 400",
        "{'name':'a,b'}              | 400",
        "{'name':'a:b'}              | 400",
        "{'name':'this-machine'}     | 409"
      })
  void nodeWithABadNameIsNeitherMadeNorRenamed(String body, int status) {
    String json = body.replace('\'', '"');
    Sensor sensor = hub.newSensor();
    for (HubResponse refused :
        List.of(
            hub.operator().post("/api/nodes", json),
            hub.operator().patch("/api/nodes/" + sensor.id(), json))) {
      assertEquals(status, refused.status(), refused::toString);
      assertEquals("application/problem+json", refused.mediaType());
    }
    assertEquals(200, hub.viewer().get("/api/nodes/" + sensor.name()).status());
  }

  @Test
  void nameOfAnotherNodeOrItsIdIsTaken() {
    Sensor sensor = hub.newSensor();
    for (String taken : List.of(sensor.name(), sensor.id())) {
      HubResponse refused = hub.operator().post("/api/nodes", "{\"name\":\"%s\"}".formatted(taken));
      assertEquals(409, refused.status(), refused::toString);
    }
  }

  @Test
  void renamedNodeKeepsItsReadingsAndItsToken() {
    Sensor sensor = hub.newSensor();
    sensor.send("m", "1");
    String name = Hub.freshName("renamed");
    HubResponse renamed =
        hub.operator().patch("/api/nodes/" + sensor.id(), "{\"name\":\"%s\"}".formatted(name));
    assertEquals(200, renamed.status(), renamed::toString);
    assertEquals(name, renamed.json().getString("name"));
    assertEquals(sensor.id(), renamed.json().getString("id"));
    assertEquals(404, hub.viewer().get("/api/nodes/" + sensor.name()).status());
    sensor.send("m", "2");
    assertEquals(2, count(sensor, "m"));
    HubResponse oldNameAgain =
        hub.operator().post("/api/nodes", "{\"name\":\"%s\"}".formatted(sensor.name()));
    assertEquals(201, oldNameAgain.status(), oldNameAgain::toString);
  }

  @Test
  void renamingANodeToItsOwnNameIsNoConflict() {
    Sensor sensor = hub.newSensor();
    String body = "{\"name\":\"%s\"}".formatted(sensor.name());
    assertEquals(200, hub.operator().patch("/api/nodes/" + sensor.id(), body).status());
  }

  @Test
  void deletedNodeDisappearsFromEveryView() {
    Sensor sensor = hub.newSensor();
    sensor.send("m", "1");
    assertEquals(204, hub.operator().delete("/api/nodes/" + sensor.id()).status());
    assertEquals(404, hub.viewer().get("/api/nodes/" + sensor.id()).status());
    assertEquals(404, hub.viewer().get("/api/readings?node=" + sensor.id()).status());
    assertFalse(hub.viewer().get("/api/nodes").text().contains(sensor.name()));
    assertEquals(404, hub.operator().delete("/api/nodes/" + sensor.id()).status());
    Sensor sameName = hub.newSensor(sensor.name());
    assertEquals(0, count(sameName, "m"));
  }

  @Test
  void newTokenReplacesTheOldOne() {
    Sensor sensor = hub.newSensor();
    HubResponse renewed = hub.operator().post("/api/nodes/" + sensor.id() + "/token", "");
    assertEquals(200, renewed.status(), renewed::toString);
    String body = "{\"metric\":\"m\",\"value\":1}";
    assertEquals(401, sensor.client().post("/api/readings", body).status());
    HubClient fresh = HubClient.withToken(hub.base(), renewed.json().getString("token"));
    assertEquals(200, fresh.post("/api/readings", body).status());
  }

  @Test
  void machineOfTheHubStaysAndNeedsNoToken() {
    assertEquals(409, hub.operator().delete("/api/nodes/this-machine").status());
    assertEquals(409, hub.operator().post("/api/nodes/this-machine/token", "").status());
    assertEquals(200, hub.viewer().get("/api/nodes/this-machine").status());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/nodes/nobody",
    "PATCH, /api/nodes/nobody",
    "DELETE, /api/nodes/nobody",
    "POST, /api/nodes/nobody/token"
  })
  void unknownNodeIsNotFound(String method, String path) {
    HubResponse answer =
        method.equals("PATCH")
            ? hub.operator().patch(path, "{\"name\":\"x\"}")
            : hub.operator().send(method, path, BodyPublishers.noBody());
    assertEquals(404, answer.status(), answer::toString);
    assertTrue(answer.detail().contains("nobody"), answer::toString);
  }
}
