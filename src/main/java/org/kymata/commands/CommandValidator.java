package org.kymata.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.json.JsonProviders;
import org.kymata.nodes.NodeId;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/** What a request may be, and the command that it makes. */
final class CommandValidator {

  /** The most bytes that arguments may have, as JSON in UTF-8. */
  static final int MAX_ARGUMENTS = 4 << 10;

  /** The action that changes settings, which waits longer for its node. */
  static final String CHANGE_SETTING = "changesetting";

  private static final int MAX_DEPTH = 8;
  private static final int MAX_BY = 128;
  private static final int ID_LENGTH = 12;
  private static final Duration MIN_TTL = Duration.ofSeconds(1);
  private static final Duration MAX_TTL = Duration.ofDays(7);
  private static final Duration DEFAULT_TTL = Duration.ofSeconds(30);
  private static final Duration SETTING_TTL = Duration.ofHours(24);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private CommandValidator() {}

  /**
   * The command that a request makes.
   *
   * @throws DomainException when the request breaks a rule
   */
  static Command toCommand(NodeId node, CommandRequest request, String by, long nowMillis) {
    NameValidator.require("action", request.action());
    long expires = nowMillis + ttl(request).toMillis();
    return new Command(
        id(request.id()),
        node,
        request.action(),
        arguments(request.arguments()),
        Texts.truncate(by, MAX_BY),
        CommandState.QUEUED,
        null,
        nowMillis,
        expires,
        Map.of(CommandState.QUEUED, nowMillis));
  }

  private static String id(String id) {
    if (id == null) {
      return Secrets.randomId(ID_LENGTH);
    }
    // These three would be something else in an address.
    if (!ID.matcher(id).matches() || id.equals(".") || id.equals("..") || id.equals("next")) {
      throw DomainException.badInput(
          "id is \"" + Texts.forDisplay(id) + "\"; it must be 1 to 64 letters, digits or . _ -");
    }
    return id;
  }

  private static Duration ttl(CommandRequest request) {
    if (request.ttl() == null) {
      return request.action().equals(CHANGE_SETTING) ? SETTING_TTL : DEFAULT_TTL;
    }
    if (request.ttl().compareTo(MIN_TTL) < 0 || request.ttl().compareTo(MAX_TTL) > 0) {
      throw DomainException.badInput(
          "ttl must be an ISO-8601 duration from PT1S to P7D, such as PT30S");
    }
    return request.ttl();
  }

  /** The arguments in their shortest form, so that the same ones are the same text. */
  private static String arguments(String text) {
    if (text == null) {
      return "{}";
    }
    if (text.length() > MAX_ARGUMENTS) {
      throw tooLarge(text.length());
    }
    String shortest = minify(text);
    int bytes = shortest.getBytes(UTF_8).length;
    if (bytes > MAX_ARGUMENTS) {
      throw tooLarge(bytes);
    }
    if (!Texts.isWellFormed(shortest)) {
      throw DomainException.badInput(
          "arguments hold half of a character (a surrogate without its pair)");
    }
    return shortest;
  }

  private static String minify(String text) {
    requireShallow(text);
    try (JsonParser parser = JsonProviders.PROVIDER.createParser(new StringReader(text))) {
      parser.next();
      JsonObject object = parser.getObject();
      if (parser.hasNext()) {
        throw DomainException.badInput("arguments must be one JSON object");
      }
      return object.toString();
    } catch (DomainException e) {
      throw e;
    } catch (RuntimeException e) {
      // The parser has more kinds of complaint than its interface names.
      throw DomainException.badInput("arguments must be a JSON object, such as {\"seconds\":5}");
    }
  }

  private static void requireShallow(String text) {
    if (JsonProviders.isDeeper(text, MAX_DEPTH)) {
      throw DomainException.badInput("arguments are nested more than " + MAX_DEPTH + " deep");
    }
  }

  private static DomainException tooLarge(int size) {
    return new DomainException(
        Kind.TOO_LARGE,
        "arguments have " + size + " bytes, but may have at most " + MAX_ARGUMENTS + " as JSON");
  }
}
