package org.kymata.live.websocket;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.json.JsonProviders;
import org.kymata.live.BacklogLoader;
import org.kymata.live.Topics;
import org.kymata.nodes.NodeId;
import org.kymata.readings.history.Backlog;
import org.kymata.security.Caller;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/**
 * A frame that a page sent.
 *
 * @param type the kind of request
 * @param id repeated in the answer; null for none
 * @param payload its members
 */
public record LiveClientMessage(String type, String id, JsonObject payload) {

  public static final int MAX_TOPICS = 500;

  private static final int MAX_ID = 64;
  private static final Pattern INTEGER = Pattern.compile("[0-9]{1,16}");
  private static final String EXPECTED_FORM = "{\"v\":1,\"type\":…,\"id\":…,\"payload\":{…}}";

  /**
   * Parses a frame.
   *
   * @throws DomainException BAD_INPUT when it is not an envelope
   */
  static LiveClientMessage read(String frame) {
    JsonProviders.requireShallow(frame);
    try (JsonParser parser = JsonProviders.PROVIDER.createParser(new StringReader(frame))) {
      parser.next();
      JsonObject envelope = parser.getObject();
      if (parser.hasNext()) {
        throw DomainException.badInput("a frame must hold one JSON object and nothing after it");
      }
      JsonValue payload = envelope.getOrDefault("payload", JsonValue.EMPTY_JSON_OBJECT);
      String type = envelope.getString("type", null);
      String id = envelope.getString("id", null);
      if (type == null || !(payload instanceof JsonObject members)) {
        throw DomainException.badInput("the frame must be " + EXPECTED_FORM);
      }
      if (id != null && id.length() > MAX_ID) {
        throw DomainException.badInput("id may have at most " + MAX_ID + " characters");
      }
      return new LiveClientMessage(type, id, members);
    } catch (DomainException e) {
      throw e;
    } catch (RuntimeException e) {
      // The parser throws more exception types than its interface declares.
      throw DomainException.badInput("the frame must be JSON of the form " + EXPECTED_FORM);
    }
  }

  /** Whether an {@code unsubscribe} names no topics and so means all. */
  boolean isUnsubscribeAll() {
    return !payload.containsKey("topics");
  }

  /** The subscription that it asks for, in addition to {@code present}. */
  BacklogLoader.SubscribeRequest subscribeRequest(Topics present, Caller.Reader user) {
    Set<Topics.Topic> topics = topics(user);
    if (topics.isEmpty()) {
      throw DomainException.badInput("topics is empty; {\"node\":\"*\"} watches everything");
    }
    if (present.plus(topics).size() > MAX_TOPICS) {
      throw DomainException.badInput(
          "a page may watch at most " + MAX_TOPICS + " topics; {\"node\":\"*\"} is all in one");
    }
    Backlog.Position from =
        new Backlog.Position(optionalInteger("cursor"), optionalInteger("since"));
    return new BacklogLoader.SubscribeRequest(id, topics, from);
  }

  /** Whether it asks for the facts of the hosts among the topics. */
  boolean wantsHostFacts() {
    JsonValue value = payload.getOrDefault("facts", JsonValue.FALSE);
    if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
      throw DomainException.badInput("facts must be true or false");
    }
    return value == JsonValue.TRUE;
  }

  /** A required text of the payload. */
  String requireText(String name) {
    if (payload.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw DomainException.badInput(name + " is missing; it must be a text");
  }

  private OptionalLong optionalInteger(String name) {
    JsonValue value = payload.get(name);
    if (value == null || value == JsonValue.NULL) {
      return OptionalLong.empty();
    }
    if (value instanceof JsonNumber number && INTEGER.matcher(text(number)).matches()) {
      return OptionalLong.of(number.longValue());
    }
    throw DomainException.badInput(name + " must be a whole number from 0");
  }

  private static String text(JsonNumber number) {
    try {
      return number.toString();
    } catch (ArithmeticException | NumberFormatException e) {
      // The exponent is too large for any number.
      return "";
    }
  }

  /** The topics that it names. */
  Set<Topics.Topic> topics() {
    if (!(payload.get("topics") instanceof JsonArray array) || array.size() > MAX_TOPICS) {
      throw DomainException.badInput(
          "topics must be an array of at most "
              + MAX_TOPICS
              + " objects {\"node\":…,\"metric\":…}");
    }
    Set<Topics.Topic> topics = new LinkedHashSet<>();
    for (JsonValue value : array) {
      topics.add(topic(value));
    }
    return topics;
  }

  /**
   * The topics that it names, limited to what the caller may read: "all" means the nodes of its API
   * key.
   *
   * @throws DomainException FORBIDDEN when the caller may not read one of the nodes
   */
  Set<Topics.Topic> topics(Caller.Reader user) {
    Set<Topics.Topic> topics = topics();
    if (!(user instanceof Caller.Key key) || key.scope().nodes().isEmpty()) {
      return topics;
    }
    Set<Topics.Topic> seen = new LinkedHashSet<>();
    for (Topics.Topic topic : topics) {
      if (topic.node() == null) {
        key.scope().nodes().get().forEach(node -> seen.add(new Topics.Topic(node, null)));
      } else if (key.canRead(topic.node())) {
        seen.add(topic);
      } else {
        throw new DomainException(
            Kind.FORBIDDEN,
            "the API key is not for node \"" + Texts.forDisplay(topic.node().value()) + "\"");
      }
    }
    return seen;
  }

  private static Topics.Topic topic(JsonValue value) {
    if (value instanceof JsonObject object
        && object.get("node") instanceof JsonString node
        && (object.get("metric") == null || object.get("metric") instanceof JsonString)) {
      return topic(node.getString(), object.getString("metric", null));
    }
    throw DomainException.badInput("a topic must be {\"node\":…} or {\"node\":…,\"metric\":…}");
  }

  /**
   * Parses a topic.
   *
   * @param node a node's id, or {@code *} for all
   * @param metric one of its metrics, or null for all
   */
  public static Topics.Topic topic(String node, String metric) {
    if (metric != null) {
      NameValidator.require("metric", metric);
    }
    if (node.equals("*")) {
      return new Topics.Topic(null, null);
    }
    NameValidator.require("node", node);
    return new Topics.Topic(new NodeId(node), metric);
  }
}
