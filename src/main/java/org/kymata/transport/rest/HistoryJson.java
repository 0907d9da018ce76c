package org.kymata.transport.rest;

import jakarta.json.stream.JsonGenerator;
import java.io.OutputStream;
import java.util.List;
import org.kymata.json.JsonNumbers;
import org.kymata.json.JsonProviders;
import org.kymata.readings.Series;
import org.kymata.readings.history.History;
import org.kymata.transport.rest.ReadingsResource.HistoryQuery;

/** Writes history as JSON, one point at a time. */
final class HistoryJson {

  private static final int MAX_LATE = 1_000;

  private HistoryJson() {}

  static void write(
      OutputStream out, History history, HistoryQuery span, long shownTo, int maxPoints) {
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(out)) {
      json.writeStartObject();
      json.writeStartObject("node")
          .write("id", span.node().id().value())
          .write("name", span.node().name())
          .writeEnd();
      json.write("from", span.fromMillis()).write("to", shownTo);
      json.writeStartArray("series");
      for (Series series : span.series()) {
        json.writeStartObject().write("metric", series.metric());
        if (series.unit() != null) {
          json.write("unit", series.unit());
        }
        json.write("kind", series.isText() ? "text" : "number");
        history.read(
            series, span.fromMillis(), span.toMillis(), maxPoints, new JsonPointWriter(json));
        json.writeEnd();
        writeLate(json, history.lateTimes(series, span.fromMillis(), span.toMillis(), MAX_LATE));
        json.writeEnd();
      }
      json.writeEnd().writeEnd();
    }
  }

  private static void writeLate(JsonGenerator json, List<Long> times) {
    if (!times.isEmpty()) {
      json.writeStartArray("late");
      times.forEach(json::write);
      json.writeEnd();
    }
  }

  private record JsonPointWriter(JsonGenerator json) implements History.PointConsumer {
    @Override
    public void begin(long count, long bucketMillis) {
      json.write("bucketMillis", bucketMillis).write("count", count).writeStartArray("points");
    }

    @Override
    public void number(long timeMillis, double value) {
      json.writeStartArray().write(timeMillis);
      JsonNumbers.write(json, value);
      json.writeEnd();
    }

    @Override
    public void text(long timeMillis, String value) {
      json.writeStartArray().write(timeMillis).write(value).writeEnd();
    }

    @Override
    public void bucket(long startMillis, double min, double max, double mean, long count) {
      json.writeStartArray().write(startMillis);
      JsonNumbers.write(json, min);
      JsonNumbers.write(json, max);
      JsonNumbers.write(json, mean);
      json.write(count).writeEnd();
    }
  }
}
