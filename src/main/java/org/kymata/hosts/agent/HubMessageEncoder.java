package org.kymata.hosts.agent;

import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.Locale;
import java.util.function.Consumer;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostConnection.ProcessSelection;
import org.kymata.json.JsonProviders;
import org.kymata.text.Texts;

/** Encodes the hub's messages to an agent (docs/protocol.md), without LF. */
final class HubMessageEncoder {

  static final String START = encode("start", json -> {});
  static final String STOP = encode("stop", json -> {});
  static final String PING = encode("ping", json -> {});

  // An agent's buffer for the hub's lines is small.
  private static final int MAX_ERROR = 400;

  private HubMessageEncoder() {}

  static String hello(String hub, String key) {
    return encode(
        "hello",
        json -> {
          json.write("hub", hub);
          if (key != null) {
            json.write("key", key);
          }
        });
  }

  static String welcome(Host host, long from) {
    return encode(
        "welcome",
        json ->
            json.write("node", host.id().value())
                .write("from", from)
                .write("intervalMillis", host.intervalMillis())
                .write("running", host.running()));
  }

  static String interval(int millis) {
    return encode("interval", json -> json.write("millis", millis));
  }

  static String processes(ProcessSelection show) {
    return encode("processes", json -> json.write("show", show.name().toLowerCase(Locale.ROOT)));
  }

  static String ack(long seq) {
    return encode("ack", json -> json.write("seq", seq));
  }

  static String error(String what) {
    return encode("error", json -> json.write("error", Texts.truncate(what, MAX_ERROR)));
  }

  private static String encode(String type, Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter(96);
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      json.writeStartObject().write("type", type);
      members.accept(json);
      json.writeEnd();
    }
    return text.toString();
  }
}
