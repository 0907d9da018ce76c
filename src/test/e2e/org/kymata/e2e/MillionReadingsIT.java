package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A series of a million readings, on a server with a small heap. */
class MillionReadingsIT {

  private static final Logger LOG = System.getLogger(MillionReadingsIT.class.getName());
  private static final int COUNT = 1_000_000;
  private static final int BATCH = 5_000;
  private static final int POINTS = 1_000;
  private static final long STEP_MILLIS = 100;
  private static final String NODE = "press-1";

  private final long first =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).toEpochMilli() - COUNT * STEP_MILLIS;

  @Test
  void chartAgreesWithTheDataAndTheExportIsComplete() throws IOException {
    try (RunningHub hub = RunningHub.start(Map.of("KYMATA_JAVA_OPTS", "-Xmx256m"))) {
      ApiClient admin = hub.admin();
      ApiClient node = ApiClient.node(hub.address(), admin.createNode(NODE).token());
      long start = System.nanoTime();
      for (int number = 0; number < COUNT; number += BATCH) {
        assertEquals(BATCH, node.readings(batch(number)));
      }
      long stored = System.nanoTime();
      checkChart(admin);
      long charted = System.nanoTime();
      checkExport(admin, node);
      long exported = System.nanoTime();
      LOG.log(
          Level.INFO,
          "{0} readings: stored in {1} ms, chart in {2} ms, CSV in {3} ms",
          COUNT,
          (stored - start) / 1_000_000,
          (charted - stored) / 1_000_000,
          (exported - charted) / 1_000_000);
      assertFalse(hub.outputAndLogs().contains("OutOfMemoryError"), "the heap was too small");
      hub.stop();
    }
  }

  /** Exact as a double, and unlikely to be right by accident. */
  private static double value(int number) {
    return number * 7919L % 10_007 - 5_000.25;
  }

  private String batch(int firstNumber) {
    StringBuilder json = new StringBuilder("[");
    for (int number = firstNumber; number < firstNumber + BATCH; number++) {
      json.append(number == firstNumber ? "" : ",").append("{\"metric\":\"force\",\"value\":");
      json.append(value(number)).append(",\"time\":").append(time(number)).append('}');
    }
    return json.append(']').toString();
  }

  private long time(int number) {
    return first + number * STEP_MILLIS;
  }

  private void checkChart(ApiClient admin) {
    JsonObject series =
        admin
            .get(
                "api/readings?node=%s&metric=force&from=%d&to=%d&points=%d"
                    .formatted(NODE, first, time(COUNT), POINTS))
            .getJsonArray("series")
            .getJsonObject(0);
    assertEquals(COUNT, series.getInt("count"));
    long bucketMillis = series.getJsonNumber("bucketMillis").longValueExact();
    List<JsonArray> points = series.getJsonArray("points").getValuesAs(JsonArray.class);
    assertTrue(points.size() <= POINTS, points.size() + " points");
    assertTrue(points.size() > POINTS / 2, "only " + points.size() + " points");
    int number = 0;
    for (JsonArray point : points) {
      long begin = point.getJsonNumber(0).longValueExact();
      double min = Double.MAX_VALUE;
      double max = -Double.MAX_VALUE;
      double sum = 0;
      int count = 0;
      assertTrue(time(number) >= begin, "a reading before its bucket");
      for (; number < COUNT && time(number) < begin + bucketMillis; number++, count++) {
        min = Math.min(min, value(number));
        max = Math.max(max, value(number));
        sum += value(number);
      }
      assertEquals(count, point.getInt(4), "count");
      assertEquals(min, point.getJsonNumber(1).doubleValue(), "least");
      assertEquals(max, point.getJsonNumber(2).doubleValue(), "greatest");
      assertEquals(sum / count, point.getJsonNumber(3).doubleValue(), 1e-6, "mean");
    }
    assertEquals(COUNT, number, "readings in buckets");
  }

  private void checkExport(ApiClient admin, ApiClient node) throws IOException {
    try (BufferedReader csv =
        new BufferedReader(
            new InputStreamReader(admin.csv(NODE, "force"), StandardCharsets.UTF_8))) {
      assertEquals("time,node,metric,value,unit", csv.readLine());
      for (int number = 0; number < COUNT; number++) {
        String[] fields = csv.readLine().split(",", -1);
        assertEquals(time(number), Instant.parse(fields[0]).toEpochMilli());
        assertEquals(value(number), Double.parseDouble(fields[3]));
        if (number == COUNT / 2) {
          // While one user downloads, the hub goes on for the others.
          assertEquals(1, node.readings(new ReadingsPayload().add("oil", 60).json()));
        }
      }
      assertEquals(null, csv.readLine(), "more lines than readings");
    }
  }
}
