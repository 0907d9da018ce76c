package org.kymata.doors.agent;

import jakarta.json.JsonObject;
import java.util.Set;
import org.kymata.platform.DomainException;
import org.kymata.platform.Names;
import org.kymata.platform.Texts;

/**
 * Understands the frames that another Kymata sends on its {@code /ws} (docs/protocol.md), as
 * strictly as the lines of agents: it may be anybody's.
 */
final class PeerFrames {

  private static final int MAX_TYPE = 64;
  private static final int MAX_VERSION = 48;
  private static final int MAX_DETAIL = 1_024;

  // What everybody hears on /ws and this hub has no use for.
  private static final Set<String> OTHERS = Set.of("pong", "presence", "host", "command", "chat");

  private PeerFrames() {}

  /**
   * Understands a frame.
   *
   * @param machine the id there of the machine whose values are asked for; null before the welcome
   * @throws DomainException BAD_INPUT when it is none of a Kymata
   */
  static PeerFrame read(String frame, String machine) {
    JsonObject envelope =
        JsonTexts.object(frame, "the frame is no JSON object, as a Kymata sends them");
    Fields fields = new Fields("the frame", envelope);
    String type = fields.requireText("type", MAX_TYPE);
    JsonObject payload = fields.object("payload");
    if (payload == null) {
      throw DomainException.badInput("the frame: payload is missing; it is an object");
    }
    Fields inside = new Fields(Texts.shown(type), payload);
    return switch (type) {
      case "welcome" -> welcome(inside);
      case "readings" -> PeerReadings.read(inside, payload, machine);
      case "vitals" ->
          new PeerFrame.Facts(
              inside.requireText("node", Names.MAX_LENGTH), FactsReader.read(inside));
      case "error" ->
          new PeerFrame.Complaint(
              (int) Math.min(999, inside.whole("status").orElse(0)),
              inside.text("detail", MAX_DETAIL).orElse(""));
      default -> {
        if (!OTHERS.contains(type)) {
          throw DomainException.badInput(
              "type is \"" + Texts.shown(type) + "\", which this hub does not know");
        }
        yield new PeerFrame.Other(type);
      }
    };
  }

  private static PeerFrame welcome(Fields welcome) {
    JsonObject self = welcome.object("self");
    if (self == null) {
      throw DomainException.badInput(
          "welcome: self is missing; that Kymata is older than this one, or the API key is not for its own"
              + " machine");
    }
    Fields machine = new Fields("self", self);
    String id = machine.requireText("id", Names.MAX_LENGTH);
    return new PeerFrame.Welcome(
        FactsReader.shown(welcome.requireText("version", MAX_VERSION)),
        Names.require("self: id", id),
        machine.text("host", 255).map(Texts::shown).orElse(""));
  }
}
