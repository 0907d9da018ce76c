package org.kymata.doors.agent;

import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.Locale;
import java.util.function.Consumer;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostLine.Show;
import org.kymata.platform.Jsons;
import org.kymata.platform.Texts;

/** What the hub says to an agent (docs/protocol.md); each without the line's end. */
final class HubLines {

  static final String START = line("start", json -> {});
  static final String STOP = line("stop", json -> {});
  static final String PING = line("ping", json -> {});

  // An agent's buffer for a line of ours is small.
  private static final int MAX_ERROR = 400;

  private HubLines() {}

  static String hello(String hub, String key) {
    return line(
        "hello",
        json -> {
          json.write("hub", hub);
          if (key != null) {
            json.write("key", key);
          }
        });
  }

  static String welcome(Host host, long from) {
    return line(
        "welcome",
        json ->
            json.write("node", host.id().value())
                .write("from", from)
                .write("intervalMillis", host.intervalMillis())
                .write("running", host.running()));
  }

  static String interval(int millis) {
    return line("interval", json -> json.write("millis", millis));
  }

  static String processes(Show show) {
    return line("processes", json -> json.write("show", show.name().toLowerCase(Locale.ROOT)));
  }

  static String ack(long seq) {
    return line("ack", json -> json.write("seq", seq));
  }

  static String error(String what) {
    return line("error", json -> json.write("error", Texts.cut(what, MAX_ERROR)));
  }

  private static String line(String type, Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter(96);
    try (JsonGenerator json = Jsons.PROVIDER.createGenerator(text)) {
      json.writeStartObject().write("type", type);
      members.accept(json);
      json.writeEnd();
    }
    return text.toString();
  }
}
