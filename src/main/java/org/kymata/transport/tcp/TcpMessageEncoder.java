package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;
import org.kymata.commands.Command;
import org.kymata.json.JsonProviders;
import org.kymata.text.Texts;

/** Encodes the hub's messages to a node: base64 of JSON, ended by LF. */
final class TcpMessageEncoder {

  /** Limit of the JSON in a line, in bytes: the nodes' buffers have this size. */
  static final int MAX_JSON = 128;

  private static final Set<String> RESERVED_MEMBERS = Set.of("type", "msg", "action");
  private static final int MAX_ERROR_TEXT = MAX_JSON - "{\"type\":\"error\",\"msg\":\"\"}".length();

  private TcpMessageEncoder() {}

  /** The JSON of a command; its arguments are members beside the action. */
  static String encodeCommand(Command command) {
    return object(
        json -> {
          json.write("type", "fromservertonode").write("msg", "action");
          json.write("action", command.action());
          arguments(command)
              .forEach(
                  (name, value) -> {
                    if (!RESERVED_MEMBERS.contains(name)) {
                      json.write(name, value);
                    }
                  });
        });
  }

  private static JsonObject arguments(Command command) {
    String text = command.arguments();
    try (JsonReader reader =
        JsonProviders.PROVIDER.createReader(
            new StringReader(text == null || text.isBlank() ? "{}" : text))) {
      return reader.readObject();
    }
  }

  /** Whether this JSON fits in a line. */
  static boolean fits(String json) {
    return json.getBytes(UTF_8).length <= MAX_JSON;
  }

  /** The JSON of an error, cut to fit in a line. */
  static String encodeError(String message) {
    return encodeError(null, message);
  }

  /** The same with the error's stable code; {@code code} may be null. */
  static String encodeError(String code, String message) {
    int maxLength = Math.min(MAX_ERROR_TEXT, message.length());
    String json = encodeError(code, message, maxLength);
    while (!fits(json)) {
      maxLength -= 4;
      json = encodeError(code, message, maxLength);
    }
    return json;
  }

  private static String encodeError(String code, String message, int maxLength) {
    return object(
        json -> {
          json.write("type", "error");
          if (code != null) {
            json.write("code", code);
          }
          json.write("msg", Texts.truncate(message, maxLength));
        });
  }

  private static String object(Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter(MAX_JSON);
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEnd();
    }
    return text.toString();
  }

  /** The line that carries {@code json}, without its LF. */
  static String toLine(String json) {
    return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
  }

  /** The bytes of a line, with its LF. */
  static ByteBuf toBuffer(String line) {
    return Unpooled.wrappedBuffer((line + "\n").getBytes(UTF_8));
  }
}
