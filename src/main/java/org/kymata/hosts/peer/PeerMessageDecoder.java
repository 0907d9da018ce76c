package org.kymata.hosts.peer;

import jakarta.json.JsonObject;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.hosts.agent.HostFactsReader;
import org.kymata.json.JsonFields;
import org.kymata.json.JsonObjects;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/**
 * Decodes the frames of another Kymata's {@code /ws} (docs/protocol.md), as strictly as the lines
 * of agents: the sender is not trusted.
 */
final class PeerMessageDecoder {

  private static final int MAX_TYPE = 64;
  private static final int MAX_VERSION = 48;
  private static final int MAX_DETAIL = 1_024;

  // Frames that every client of /ws gets and this hub does not use.
  private static final Set<String> IGNORED_TYPES =
      Set.of("pong", "presence", "host", "command", "chat");

  private PeerMessageDecoder() {}

  /**
   * Decodes a frame.
   *
   * @param machine that Kymata's node id of its machine; null before the welcome
   * @throws DomainException BAD_INPUT when it is not a frame of a Kymata
   */
  static PeerMessage decode(String frame, String machine) {
    JsonObject envelope =
        JsonObjects.parseObject(frame, "the frame is no JSON object, as a Kymata sends them");
    JsonFields fields = new JsonFields("the frame", envelope);
    String type = fields.requireText("type", MAX_TYPE);
    JsonObject payload = fields.object("payload");
    if (payload == null) {
      throw DomainException.badInput("the frame: payload is missing; it is an object");
    }
    JsonFields inside = new JsonFields(Texts.forDisplay(type), payload);
    return switch (type) {
      case "welcome" -> welcome(inside);
      case "readings" -> PeerReadingsReader.read(inside, payload, machine);
      case "vitals" ->
          new PeerMessage.Facts(
              inside.requireText("node", NameValidator.MAX_LENGTH), HostFactsReader.read(inside));
      case "error" ->
          new PeerMessage.ErrorMessage(
              (int) Math.min(999, inside.integer("status").orElse(0)),
              inside.text("detail", MAX_DETAIL).orElse(""));
      default -> {
        if (!IGNORED_TYPES.contains(type)) {
          throw DomainException.badInput(
              "type is \"" + Texts.forDisplay(type) + "\", which this hub does not know");
        }
        yield new PeerMessage.IgnoredMessage(type);
      }
    };
  }

  private static PeerMessage welcome(JsonFields welcome) {
    JsonObject self = welcome.object("self");
    if (self == null) {
      throw DomainException.badInput(
          "welcome: self is missing; that Kymata is older than this one, or the API key is not for its own"
              + " machine");
    }
    JsonFields machine = new JsonFields("self", self);
    String id = machine.requireText("id", NameValidator.MAX_LENGTH);
    return new PeerMessage.Welcome(
        HostFactsReader.printable(welcome.requireText("version", MAX_VERSION)),
        NameValidator.require("self: id", id),
        machine.text("host", 255).map(Texts::forDisplay).orElse(""));
  }
}
