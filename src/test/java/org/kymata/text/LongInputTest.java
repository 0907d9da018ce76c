package org.kymata.text;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.errors.DomainException;
import org.kymata.hosts.HostAddress;
import org.kymata.net.AddressRanges;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;
import org.kymata.security.ReadingPath;
import org.kymata.time.TimestampParser;

/**
 * Long texts from outside must cost every parser next to nothing. A time that grows with the square
 * of the length would be minutes here.
 */
class LongInputTest {

  private static final int LENGTH = 40_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final List<String> PARTS =
      List.of(
          "a", "1", ":", "::", "1:", "f:", ".", "1.", "[", "[:", "]", "/", "//", "http://", "%",
          "-", "0x", "=", " ", "\t", "\"", "\\", "e9", "\ud83c", "a.", "a-", "key", "T", "+", ",");

  private static final Map<String, Consumer<String>> PARSERS =
      Map.ofEntries(
          Map.entry("host address", HostAddress::parse),
          Map.entry("literal", AddressRanges::parseAddress),
          Map.entry("ranges", AddressRanges::parse),
          Map.entry("sender's address", Sender::canonical),
          Map.entry("sender", text -> new Sender(Transport.NODE_WS, "10.0.0.1", text).isPage()),
          Map.entry("time", TimestampParser::parse),
          Map.entry("name", text -> NameValidator.require("name", text)),
          Map.entry("path", ReadingPath::of),
          Map.entry("text", Texts::forDisplay),
          Map.entry("redaction", Redaction::redact));

  static Stream<Arguments> parsers() {
    return PARSERS.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  private static Set<String> texts(String part) {
    String text = part.repeat(LENGTH / part.length());
    return Set.of(text, "[" + text, "http://" + text, "1" + text + "g", text + "]:x", "/" + text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parsers")
  void longTextIsRefusedOrReadAtOnce(String name, Consumer<String> parser) {
    assertTimeoutPreemptively(
        TIMEOUT,
        () -> {
          for (String part : PARTS) {
            for (String text : texts(part)) {
              try {
                parser.accept(text);
              } catch (DomainException refused) {
                // Refused as it should be; only the time matters.
                continue;
              }
            }
          }
        },
        name);
  }
}
