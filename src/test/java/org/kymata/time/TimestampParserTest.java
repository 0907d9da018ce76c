package org.kymata.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.errors.DomainException;

class TimestampParserTest {

  private static final long NOW = 1_795_219_327_123L;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "now",
        "yesterday",
        "2023-11-14",
        "22:13:20",
        "2023-11-14T22:13:20",
        "2023-11-14 22:13:20Z",
        "2023-13-01T00:00:00Z",
        "2023-02-30T00:00:00Z",
        "2023-11-14T25:00:00Z",
        "1700000000x",
        "1,700,000,000",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x18bcfe568p0",
        "1700000000d",
        "1700000000F",
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "1e999"
      })
  void textThatIsNoTimeIsRefused(String text) {
    DomainException refusal =
        assertThrows(DomainException.class, () -> TimestampParser.parse(text));
    assertEquals(DomainException.Kind.BAD_INPUT, refusal.kind());
    assertTrue(refusal.getMessage().contains("ISO-8601 with a zone"), refusal::toString);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numberThatIsNotFiniteIsRefused(double number) {
    assertThrows(DomainException.class, () -> TimestampParser.parseNumber(number));
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000000",
    "1700000000.5, 1700000000500",
    "1700000000.0004, 1700000000000",
    "1700000000123, 1700000000123",
    "99999999999, 99999999999000",
    "100000000000, 100000000000",
    "0, 0",
    "-1, -1000",
    "2023-11-14T22:13:20Z, 1700000000000",
    "2023-11-14T22:13:20.123456Z, 1700000000123",
    "2023-11-14T23:13:20+01:00, 1700000000000",
    "2023-11-14T22:13Z, 1699999980000"
  })
  void formsOfOneTime(String text, long millis) {
    assertEquals(millis, TimestampParser.parse(text));
  }

  @Test
  void timeOfAReadingIsFrom2000ToAnHourAhead() {
    long earliest = 946_684_800_000L;
    assertThrows(DomainException.class, () -> TimestampParser.requirePlausible(earliest - 1, NOW));
    assertThrows(
        DomainException.class, () -> TimestampParser.requirePlausible(NOW + 3_600_001, NOW));
    assertThrows(
        DomainException.class, () -> TimestampParser.requirePlausible(Long.MAX_VALUE, NOW));
    assertThrows(
        DomainException.class, () -> TimestampParser.requirePlausible(Long.MIN_VALUE, NOW));
    assertEquals(earliest, TimestampParser.requirePlausible(earliest, NOW));
    assertEquals(NOW + 3_600_000, TimestampParser.requirePlausible(NOW + 3_600_000, NOW));
  }
}
