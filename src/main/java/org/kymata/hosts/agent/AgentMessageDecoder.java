package org.kymata.hosts.agent;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.hosts.Sample;
import org.kymata.json.JsonFields;
import org.kymata.json.JsonObjects;
import org.kymata.text.Texts;

/** Decodes the lines of agents (docs/protocol.md), strictly: one JSON object a line. */
final class AgentMessageDecoder {

  private static final int MAX_NAME = 64;
  private static final int MAX_TOKEN = 128;
  private static final int MAX_ERROR = 1_024;

  private AgentMessageDecoder() {}

  /**
   * Decodes a line.
   *
   * @param line without its LF
   * @throws DomainException BAD_INPUT when it is not a message of an agent; the text says what
   *     would be right
   */
  static AgentMessage decode(byte[] line) {
    JsonObject object =
        JsonObjects.parseObject(
            text(line),
            "the line is no JSON object; an agent sends one a line, such as {\"type\":\"pong\"}");
    JsonFields fields = new JsonFields("the line", object);
    String type = fields.requireText("type", MAX_NAME);
    JsonFields inside = new JsonFields(Texts.forDisplay(type), object);
    return switch (type) {
      case "hello" -> hello(inside);
      case "facts" -> new AgentMessage.Facts(HostFactsReader.read(inside));
      case "sample" -> new AgentMessage.SampleMessage(sample(inside));
      case "processes" ->
          new AgentMessage.ProcessTablePart(ProcessListReader.read(inside), inside.bool("more"));
      case "pong" -> new AgentMessage.Pong();
      case "error" -> new AgentMessage.ErrorMessage(inside.text("error", MAX_ERROR).orElse(""));
      default ->
          throw DomainException.badInput(
              "type is \""
                  + Texts.forDisplay(type)
                  + "\", but must be hello, facts, sample, processes, pong or error");
    };
  }

  private static String text(byte[] line) {
    try {
      // Strict: a lenient decoder would replace invalid bytes without an error.
      return Texts.decodeUtf8(line);
    } catch (CharacterCodingException e) {
      throw DomainException.badInput("the line is not UTF-8");
    }
  }

  private static AgentMessage hello(JsonFields fields) {
    return new AgentMessage.Hello(
        fields.requireText("agent", MAX_NAME),
        fields.text("token", MAX_TOKEN).orElse(null),
        fields.requireText("id", MAX_NAME),
        fields.text("host", 255).map(Texts::forDisplay).orElse(""),
        fields.integer("next").orElse(0),
        fields.text("run", MAX_NAME).orElseGet(AgentMessage.Hello::freshRun));
  }

  private static Sample sample(JsonFields fields) {
    JsonObject values = fields.object("metrics");
    if (values == null) {
      throw DomainException.badInput("sample: metrics is missing; it is an object of numbers");
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    Set<String> removed = new HashSet<>();
    List<String> faults = new ArrayList<>();
    values.forEach((metric, value) -> put(metric, value, metrics, removed, faults));
    return new Sample(
        fields.requireInteger("seq"),
        fields.requireInteger("time"),
        fields.bool("full"),
        metrics,
        removed,
        fields.integer("dropped").orElse(0),
        faults);
  }

  private static void put(
      String metric,
      JsonValue value,
      Map<String, Double> metrics,
      Set<String> removed,
      List<String> faults) {
    if (value == JsonValue.NULL) {
      removed.add(metric);
      return;
    }
    double number = value instanceof JsonNumber ? Double.parseDouble(value.toString()) : Double.NaN;
    if (Double.isFinite(number)) {
      metrics.put(metric, number);
    } else {
      // Its old value is outdated too.
      removed.add(metric);
      faults.add(
          Texts.forDisplay(metric)
              + " must be a finite number, or null when the host no longer has it");
    }
  }
}
