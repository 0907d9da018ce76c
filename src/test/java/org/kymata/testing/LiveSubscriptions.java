package org.kymata.testing;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.kymata.testing.Hub.Sensor;

/** Subscriptions of pages, and the points that they received. */
public final class LiveSubscriptions {

  private LiveSubscriptions() {}

  /** The topic of one metric. */
  public static String topic(Sensor sensor, String metric) {
    return "[{\"node\":\"%s\",\"metric\":\"%s\"}]".formatted(sensor.id(), metric);
  }

  /** The topic of all metrics of a node. */
  public static String topic(Sensor sensor) {
    return "[{\"node\":\"%s\"}]".formatted(sensor.id());
  }

  /** Opens a page that subscribes to these topics. */
  public static WebSocketClient openPage(Hub hub, String topics) {
    WebSocketClient page = hub.viewer().socket();
    page.subscribe("watch", topics, "").awaitReply("watch");
    return page;
  }

  /** The points of all frames so far, of one node and metric. */
  public static List<JsonArray> points(FrameReceiver page, Sensor sensor, String metric) {
    List<JsonArray> points = new ArrayList<>();
    for (JsonObject frame : page.all()) {
      if (frame.getString("type").equals("readings")) {
        points.addAll(points(FrameReceiver.payload(frame), sensor, metric));
      }
    }
    return points;
  }

  /** The points of one frame, of one node and metric. */
  public static List<JsonArray> points(JsonObject payload, Sensor sensor, String metric) {
    return payload.getJsonArray("series").getValuesAs(JsonObject.class).stream()
        .filter(series -> series.getString("node").equals(sensor.id()))
        .filter(series -> series.getString("metric").equals(metric))
        .flatMap(series -> series.getJsonArray("points").getValuesAs(JsonArray.class).stream())
        .toList();
  }

  /** The values of points. */
  public static List<Integer> values(List<JsonArray> points) {
    return points.stream().map(point -> point.getInt(1)).toList();
  }

  /** Waits for a frame with a point of this node and metric. */
  public static JsonObject awaitPoint(FrameReceiver page, Sensor sensor, String metric) {
    return page.await("readings", payload -> !points(payload, sensor, metric).isEmpty());
  }
}
