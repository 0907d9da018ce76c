package org.kymata.transport;

import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.kymata.errors.DomainException;
import org.kymata.json.JsonProviders;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.readings.ingest.ReadingBatch.UncheckedReading;
import org.kymata.readings.ingest.RejectedReading;
import org.kymata.text.Texts;
import org.kymata.time.TimestampParser;

/**
 * Reads and writes the JSON forms of readings (docs/protocol.md): a reading, an array, a batch
 * object, or one of these in an envelope. Parses as a stream, without building a tree.
 */
public final class ReadingsJson {

  /**
   * A parsed message.
   *
   * @param envelope whether the readings were in an envelope
   * @param type the envelope's type; null without one
   * @param id the envelope's id; null without one
   * @param drafts the readings, not yet validated, in their order
   */
  public record Message(boolean envelope, String type, String id, List<UncheckedReading> drafts) {

    /** Whether this is a ping; a bare reading may have a member "type" of its own. */
    public boolean isPing() {
      return "ping".equals(type) && (envelope || drafts.get(0).isEmpty());
    }
  }

  private static final Pattern INTEGER = Pattern.compile("[0-9]{1,18}");

  private static final String EXPECTED_FORM =
      "a reading {\"metric\":…,\"value\":…}, an array of them, or {\"node\":…,\"readings\":[…]}";

  private final JsonParser parser;
  private String type;
  private String id;
  private boolean envelope;
  private boolean inPayload;

  private ReadingsJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Parses a message in UTF-8.
   *
   * @throws DomainException BAD_INPUT when it is not JSON of one of the forms
   */
  public static Message read(byte[] body) {
    if (body.length == 0) {
      throw DomainException.badInput("the body is empty; it must be " + EXPECTED_FORM);
    }
    try {
      // Strict: a lenient decoder would replace invalid bytes without an error.
      return read(Texts.decodeUtf8(body));
    } catch (CharacterCodingException e) {
      throw DomainException.badInput("the body is not UTF-8");
    }
  }

  /**
   * Parses a message.
   *
   * @throws DomainException BAD_INPUT when it is not JSON of one of the forms
   */
  public static Message read(String text) {
    JsonProviders.requireShallow(text);
    try (JsonParser parser = JsonProviders.PROVIDER.createParser(new StringReader(text))) {
      return new ReadingsJson(parser).message();
    } catch (DomainException e) {
      throw e;
    } catch (RuntimeException e) {
      // The parser throws more exception types than its interface declares.
      throw malformed(text, e);
    }
  }

  private static DomainException malformed(String text, RuntimeException e) {
    if (!(e instanceof JsonParsingException parsing)
        || parsing.getLocation().getLineNumber() <= 0) {
      return DomainException.badInput(
          "the body is not JSON, ends too early, or is nested too deeply");
    }
    // At the end of the text the parser reports a position somewhere after it.
    if (parsing.getLocation().getStreamOffset() > text.length()) {
      return DomainException.badInput(
          "the JSON ends too early, in line "
              + text.strip().lines().count()
              + "; look for a quote or bracket that is never closed");
    }
    return DomainException.badInput(
        "the JSON is malformed at line "
            + parsing.getLocation().getLineNumber()
            + ", column "
            + parsing.getLocation().getColumnNumber()
            + "; look for a missing comma, quote or bracket, or a value such as NaN");
  }

  private Message message() {
    List<UncheckedReading> drafts = body(parser.next());
    if (parser.hasNext()) {
      parser.next();
    }
    return new Message(envelope, type, id, drafts);
  }

  private List<UncheckedReading> body(Event first) {
    List<UncheckedReading> drafts = new ArrayList<>();
    if (first == Event.START_ARRAY) {
      array(drafts);
    } else if (first == Event.START_OBJECT) {
      object(drafts);
    } else {
      throw DomainException.badInput("the JSON must be " + EXPECTED_FORM);
    }
    return drafts;
  }

  private void array(List<UncheckedReading> drafts) {
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      UncheckedReading draft = new UncheckedReading();
      if (event == Event.START_OBJECT) {
        while (parser.next() == Event.KEY_NAME) {
          field(parser.getString(), draft);
        }
      } else {
        skip(event);
        draft.error("this is not an object; a reading is {\"metric\":…,\"value\":…}");
      }
      // One more than the limit, so that the validation sees that there are too many.
      if (drafts.size() <= ReadingBatch.MAX_READINGS) {
        drafts.add(draft);
      }
    }
  }

  /** Parses a reading, a batch or an envelope; which of them only its fields show. */
  private void object(List<UncheckedReading> drafts) {
    UncheckedReading single = new UncheckedReading();
    boolean several = false;
    while (parser.next() == Event.KEY_NAME) {
      String name = parser.getString();
      if (name.equals("readings")) {
        several = true;
        if (parser.next() != Event.START_ARRAY) {
          throw DomainException.badInput("\"readings\" must be an array of readings");
        }
        array(drafts);
      } else if (name.equals("payload") && !envelope) {
        several = true;
        envelope = true;
        Event event = parser.next();
        if (event == Event.VALUE_NULL) {
          continue;
        }
        inPayload = true;
        drafts.addAll(body(event));
        inPayload = false;
      } else if (name.equals("type") && !inPayload) {
        type = textOr(parser.next(), null);
      } else if (name.equals("id") && !inPayload) {
        id = textOr(parser.next(), null);
      } else {
        field(name, single);
      }
    }
    if (several) {
      drafts.stream()
          .filter(draft -> draft.node == null)
          .forEach(draft -> draft.node = single.node);
    } else {
      drafts.add(single);
    }
  }

  private void field(String name, UncheckedReading draft) {
    Event event = parser.next();
    switch (name) {
      case "node" -> draft.node = text("node", event, draft);
      case "metric" -> draft.metric = text("metric", event, draft);
      case "unit" -> draft.unit = text("unit", event, draft);
      case "value" -> value(event, draft);
      case "time" -> time(event, draft);
      case "seq" -> seq(event, draft);
      default -> skip(event);
    }
  }

  private String text(String name, Event event, UncheckedReading draft) {
    if (event != Event.VALUE_STRING && event != Event.VALUE_NULL) {
      draft.error(name + " must be a text, but is " + jsonTypeName(event));
    }
    return textOr(event, null);
  }

  private String textOr(Event event, String otherwise) {
    if (event == Event.VALUE_STRING) {
      return parser.getString();
    }
    skip(event);
    return otherwise;
  }

  private void value(Event event, UncheckedReading draft) {
    switch (event) {
      case VALUE_NUMBER -> draft.number = Double.parseDouble(parser.getString());
      case VALUE_TRUE -> draft.number = 1.0;
      case VALUE_FALSE -> draft.number = 0.0;
      case VALUE_STRING -> draft.text = parser.getString();
      default -> {
        draft.error(
            "value must be a finite number, true, false or a text, but is " + jsonTypeName(event));
        skip(event);
      }
    }
  }

  private void time(Event event, UncheckedReading draft) {
    try {
      switch (event) {
        case VALUE_NUMBER ->
            draft.timeMillis = TimestampParser.parseNumber(Double.parseDouble(parser.getString()));
        case VALUE_STRING -> draft.timeMillis = TimestampParser.parse(parser.getString());
        case VALUE_NULL -> draft.timeMillis = null;
        default -> {
          draft.error("time must be a number or a text, but is " + jsonTypeName(event));
          skip(event);
        }
      }
    } catch (DomainException e) {
      draft.error(e.getMessage());
    }
  }

  private void seq(Event event, UncheckedReading draft) {
    boolean isInteger =
        event == Event.VALUE_NUMBER && INTEGER.matcher(parser.getString()).matches();
    draft.seq = isInteger ? Long.valueOf(parser.getString()) : null;
    if (!isInteger && event != Event.VALUE_NULL) {
      draft.error("seq must be a whole number from 0");
    }
    skip(event);
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

  private static String jsonTypeName(Event event) {
    return switch (event) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_NULL -> "null";
      case VALUE_NUMBER -> "a number";
      case VALUE_STRING -> "a text";
      default -> "true or false";
    };
  }

  /** Writes the members {@code accepted} and {@code rejected} into the current object. */
  public static void writeResult(JsonGenerator json, ReadingBatch batch) {
    json.write("accepted", batch.accepted().size());
    json.writeStartArray("rejected");
    for (RejectedReading rejection : batch.rejected()) {
      json.writeStartObject()
          .write("index", rejection.index())
          .write("reason", rejection.reason())
          .writeEnd();
    }
    json.writeEnd();
  }
}
