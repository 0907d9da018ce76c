package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.kymata.errors.DomainException;
import org.kymata.json.JsonProviders;
import org.kymata.readings.ingest.ReadingBatch.UncheckedReading;
import org.kymata.text.Texts;
import org.kymata.time.TimestampParser;

/**
 * One decoded line: base64 of the UTF-8 of one JSON object.
 *
 * @param json the object as text
 * @param sensor the name that the sensor sent; null when the line has none
 * @param key the node's key; null when the line has none
 * @param drafts a reading for each other field, not yet validated
 */
record TcpMessage(String json, String sensor, String key, List<UncheckedReading> drafts) {

  /** Limit of a sensor's name, in characters. */
  static final int MAX_SENSOR = 64;

  private static final String FORM = "base64 of {\"sensor\":…,\"time\":…,…}";

  /** The line as text, whatever it holds. */
  static String raw(byte[] line) {
    return new String(line, ISO_8859_1);
  }

  /**
   * Decodes the text in a line.
   *
   * @throws DomainException BAD_INPUT when it is not base64 of UTF-8
   */
  static String decode(byte[] line) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      throw DomainException.badInput("the line is not base64; it must be " + FORM);
    }
    // The decoder accepts missing padding; it shows that half a line was joined to another.
    if (line.length % 4 != 0) {
      throw DomainException.badInput("the base64 is not padded with = to a multiple of four");
    }
    try {
      return Texts.decodeUtf8(bytes);
    } catch (CharacterCodingException e) {
      throw DomainException.badInput("what the base64 holds is not UTF-8");
    }
  }

  /**
   * Parses a message.
   *
   * @param json the text that {@link #decode} returned
   * @throws DomainException BAD_INPUT when it is not an object of the form
   */
  static TcpMessage read(String json) {
    JsonProviders.requireShallow(json);
    try (JsonParser parser = JsonProviders.PROVIDER.createParser(new StringReader(json))) {
      return new Reader(parser, json).message();
    } catch (DomainException e) {
      throw e;
    } catch (RuntimeException e) {
      // The parser throws more exception types than its interface declares.
      throw DomainException.badInput("what the base64 holds is not JSON, or ends too early");
    }
  }

  private static final class Reader {
    private final JsonParser parser;
    private final String json;
    private final List<UncheckedReading> drafts = new ArrayList<>(2);
    private String sensor;
    private String key;
    private Long timeMillis;

    Reader(JsonParser parser, String json) {
      this.parser = parser;
      this.json = json;
    }

    TcpMessage message() {
      if (parser.next() != Event.START_OBJECT) {
        throw DomainException.badInput("the JSON must be an object: {\"sensor\":…,\"time\":…,…}");
      }
      while (parser.next() == Event.KEY_NAME) {
        String name = parser.getString();
        Event event = parser.next();
        // A number of that name is a reading; a text is a key, right or wrong.
        if (name.equals("key") && event == Event.VALUE_STRING) {
          key = parser.getString();
          continue;
        }
        switch (name) {
          case "sensor" -> sensor = sensor(event);
          case "time" -> timeMillis = time(event);
          default -> drafts.add(draft(name, event));
        }
      }
      if (parser.hasNext()) {
        parser.next();
      }
      drafts.forEach(draft -> draft.timeMillis = timeMillis);
      return new TcpMessage(json, sensor, key, drafts);
    }

    private String sensor(Event event) {
      String name = event == Event.VALUE_STRING ? parser.getString() : "";
      boolean good = !name.isBlank() && name.length() <= MAX_SENSOR && Texts.isWellFormed(name);
      if (!good || name.chars().anyMatch(Character::isISOControl)) {
        throw DomainException.badInput(
            "sensor must be a text of 1 to " + MAX_SENSOR + " characters");
      }
      return name;
    }

    private Long time(Event event) {
      return switch (event) {
        case VALUE_NUMBER -> TimestampParser.parseNumber(Double.parseDouble(parser.getString()));
        case VALUE_STRING -> TimestampParser.parse(parser.getString());
        case VALUE_NULL -> null;
        default -> throw DomainException.badInput("time must be epoch seconds");
      };
    }

    private UncheckedReading draft(String metric, Event event) {
      UncheckedReading draft = new UncheckedReading();
      draft.metric = metric;
      switch (event) {
        case VALUE_NUMBER -> draft.number = Double.parseDouble(parser.getString());
        case VALUE_TRUE -> draft.number = 1.0;
        case VALUE_FALSE -> draft.number = 0.0;
        case VALUE_STRING -> draft.text = parser.getString();
        default -> {
          draft.error(Texts.forDisplay(metric) + " must be a number, true, false or a text");
          skip(event);
        }
      }
      return draft;
    }

    // Skipped by hand: the parser's skipArray never returns when the brackets never close.
    private void skip(Event event) {
      int depth = depthChange(event);
      while (depth > 0) {
        depth += depthChange(parser.next());
      }
    }

    private static int depthChange(Event event) {
      return switch (event) {
        case START_OBJECT, START_ARRAY -> 1;
        case END_OBJECT, END_ARRAY -> -1;
        default -> 0;
      };
    }
  }

  /**
   * Whether the line belongs to an HTTP request: a page of another site can make a browser send
   * such lines to any port, but only after these headers.
   */
  static boolean isHttp(byte[] line) {
    String text = new String(line, ISO_8859_1);
    return text.contains(" HTTP/1.") || text.regionMatches(true, 0, "Host:", 0, 5);
  }
}
