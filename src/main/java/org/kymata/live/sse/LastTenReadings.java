package org.kymata.live.sse;

import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kymata.json.JsonNumbers;
import org.kymata.json.JsonProviders;
import org.kymata.readings.Reading;

/** Keeps the ten newest of the readings added, by their own time. Not thread-safe. */
final class LastTenReadings {

  static final int COUNT = 10;

  private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final ZoneId zone;
  private final List<Reading> readings = new ArrayList<>();

  /** Creates an empty list; labels will be in {@code zone}. */
  LastTenReadings(ZoneId zone) {
    this.zone = zone;
  }

  void add(Reading reading) {
    int place = readings.size();
    while (place > 0 && readings.get(place - 1).timeMillis() > reading.timeMillis()) {
      place--;
    }
    readings.add(place, reading);
    if (readings.size() > COUNT) {
      readings.remove(0);
    }
  }

  void addAll(List<Reading> more) {
    more.stream().sorted(Comparator.comparingLong(Reading::timeMillis)).forEach(this::add);
  }

  /** One line of JSON: {@code {"labels":["14:03:07",…],"data":[512,…]}}, oldest first. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      json.writeStartObject().writeStartArray("labels");
      for (Reading reading : readings) {
        json.write(LABEL.format(Instant.ofEpochMilli(reading.timeMillis()).atZone(zone)));
      }
      json.writeEnd().writeStartArray("data");
      for (Reading reading : readings) {
        JsonNumbers.write(json, reading.number());
      }
      json.writeEnd().writeEnd();
    }
    return text.toString();
  }
}
