package org.kymata.testing;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the example frames below {@code protocol/}.
 *
 * @param name of its file, without the ending
 * @param frame as it goes over the wire
 * @param expected what must become of it; null in the folder {@code hub}
 */
public record ProtocolCase(String name, byte[] frame, JsonObject expected) {

  private static final Path ROOT = Path.of("protocol");

  /** The frames of a folder, such as {@code readings/bad}. */
  public static List<ProtocolCase> allIn(String folder) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files
          .filter(file -> file.toString().matches(".*\\.(json|line)"))
          .filter(file -> !file.toString().endsWith(".expected.json"))
          .sorted()
          .map(ProtocolCase::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One frame, such as {@code hub/welcome}. */
  public static ProtocolCase of(String path) {
    return read(ROOT.resolve(path + ".json"));
  }

  private static ProtocolCase read(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.(json|line)$", "");
    Path expected = file.resolveSibling(name + ".expected.json");
    try {
      return new ProtocolCase(
          name,
          Files.readAllBytes(file),
          Files.exists(expected) ? HubResponse.json(Files.readString(expected)) : null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The frame as a text. */
  public String text() {
    return new String(frame, StandardCharsets.UTF_8);
  }

  /** The frame as JSON. */
  public JsonObject json() {
    return HubResponse.json(text());
  }

  /** A text of the expectation; {@code otherwise} when it says nothing of it. */
  public String expected(String member, String otherwise) {
    return expected.getString(member, otherwise);
  }

  /** An array of the expectation; empty when it says nothing of it. */
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
