package org.kymata.hosts.peer;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kymata.errors.DomainException;
import org.kymata.json.JsonFields;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/** Decodes a frame of readings of another Kymata: groups its points into samples by their time. */
final class PeerReadingsReader {

  /** Limit of series: more metrics than any machine has. */
  private static final int MAX_SERIES = 4_096;

  /**
   * Limit of times: the largest buffer of an agent; a live frame has one, or a few after a delay.
   */
  static final int MAX_TIMES = 600;

  private static final int MAX_POINTS = 20_000;
  private static final int MAX_ERRORS = 8;

  private final SortedMap<Long, Map<String, Double>> samplesByTime = new TreeMap<>();
  private final List<String> errors = new ArrayList<>();
  private final String machine;
  private long refused;
  private int points;

  private PeerReadingsReader(String machine) {
    this.machine = machine;
  }

  static PeerMessage.ReadingsMessage read(JsonFields readings, JsonObject payload, String machine) {
    PeerReadingsReader read = new PeerReadingsReader(machine);
    for (JsonFields series : readings.objects("series", MAX_SERIES)) {
      read.series(series);
    }
    if (payload.get("series") == null) {
      throw DomainException.badInput("readings: series is missing; it is an array of objects");
    }
    return new PeerMessage.ReadingsMessage(
        read.samplesByTime, readings.integer("dropped").orElse(0), read.refused, read.errors);
  }

  private void series(JsonFields series) {
    String node = series.requireText("node", NameValidator.MAX_LENGTH);
    String metric = series.requireText("metric", NameValidator.MAX_LENGTH);
    JsonArray all = series.array("points");
    points += all.size();
    if (points > MAX_POINTS) {
      throw DomainException.badInput("readings: there are over " + MAX_POINTS + " points");
    }
    if (!node.equals(machine)) {
      reject("readings of node \"" + Texts.forDisplay(node) + "\" were not subscribed");
    } else if (series.text("kind", NameValidator.MAX_LENGTH).isPresent()) {
      reject(Texts.forDisplay(metric) + " is a text, but metrics of a host are numbers");
    } else {
      all.forEach(point -> put(metric, point));
    }
  }

  private void put(String metric, JsonValue value) {
    if (!(value instanceof JsonArray point)
        || point.size() != 2
        || !(point.get(0) instanceof JsonNumber time)
        || !time.toString().matches("[0-9]{1,15}")) {
      throw DomainException.badInput(
          "readings: a point must be [time, value], the time in whole milliseconds");
    }
    double number =
        point.get(1) instanceof JsonNumber given
            ? Double.parseDouble(given.toString())
            : Double.NaN;
    if (!Double.isFinite(number)) {
      reject(Texts.forDisplay(metric) + " must be a finite number");
      return;
    }
    samplesByTime
        .computeIfAbsent(Long.parseLong(time.toString()), any -> new LinkedHashMap<>())
        .put(metric, number);
    if (samplesByTime.size() > MAX_TIMES) {
      throw DomainException.badInput("readings: there are over " + MAX_TIMES + " times");
    }
  }

  private void reject(String why) {
    refused++;
    if (errors.size() < MAX_ERRORS) {
      errors.add(why);
    }
  }
}
