package org.kymata.testing;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the example messages in {@code protocol/}.
 *
 * @param name its name within its family, such as {@code array-empty}
 * @param frame as it goes over the wire
 * @param expected the expected result; null where a client must understand the message
 */
public record ProtocolCase(String name, byte[] frame, JsonObject expected) {

  private static final Path ROOT = Path.of("protocol");

  /** The messages of a folder, such as {@code readings/bad}. */
  public static List<ProtocolCase> allIn(String folder) {
    String prefix = prefix(folder);
    List<ProtocolCase> found =
        read(folder)
            .filter(each -> each.name.startsWith(prefix))
            .map(each -> new ProtocolCase(each.name.substring(prefix.length()), each))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no case is in " + folder);
    }
    return found;
  }

  /** One message, such as {@code hub/welcome}. */
  public static ProtocolCase of(String path) {
    String name = path.substring(path.indexOf('/') + 1);
    return read(path).filter(each -> each.name.equals(name)).findFirst().orElseThrow();
  }

  private ProtocolCase(String name, ProtocolCase other) {
    this(name, other.frame, other.expected);
  }

  private static String prefix(String folder) {
    int family = folder.indexOf('/');
    return family < 0 ? "" : folder.substring(family + 1) + "/";
  }

  /** All cases of the message family with which a path begins. */
  private static Stream<ProtocolCase> read(String path) {
    Path file = ROOT.resolve(path.replaceFirst("/.*", "")).resolve("cases.jsonl");
    try {
      return Files.readAllLines(file).stream()
          .map(HubResponse::json)
          .map(
              line ->
                  new ProtocolCase(
                      line.getString("name"), input(line), line.getJsonObject("expected")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] input(JsonObject line) {
    return line.containsKey("input")
        ? line.getString("input").getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(line.getString("inputBase64"));
  }

  /** The frame as a text. */
  public String text() {
    return new String(frame, StandardCharsets.UTF_8);
  }

  /** The frame as JSON. */
  public JsonObject json() {
    return HubResponse.json(text());
  }

  /** A text of the expected result; {@code fallback} when it has no such member. */
  public String expected(String member, String fallback) {
    return expected.getString(member, fallback);
  }

  /** An array of the expected result; empty when it has no such member. */
  public List<JsonObject> expectedList(String member) {
    JsonArray array = expected.getJsonArray(member);
    return array == null ? List.of() : array.getValuesAs(JsonObject.class);
  }

  /** Whether a person sends it and not the node greenhouse-1. */
  public boolean isFromPerson() {
    return "person".equals(expected("sender", "node"));
  }

  @Override
  public String toString() {
    return name;
  }
}
