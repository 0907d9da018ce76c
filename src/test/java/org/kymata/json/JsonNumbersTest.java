package org.kymata.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0.0",
    "42, 42",
    "-40, -40",
    "21.5, 21.5",
    "0.1, 0.1",
    "1e-9, 1.0E-9",
    "9007199254740991, 9.007199254740991E15",
    "8999999999999999, 8999999999999999",
    "1e300, 1.0E300"
  })
  void numbersAreWrittenAsPeopleWriteThem(double value, String text) {
    assertEquals(text, JsonNumbers.text(value));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        1,
        -1,
        0.1,
        1.0 / 3,
        1e15,
        9e15,
        1e16,
        1e300,
        -1e-300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        123456789.123456789
      })
  void numbersComeBackAsTheyWere(double value) {
    assertEquals(value, Double.parseDouble(JsonNumbers.text(value)));
    StringWriter json = new StringWriter();
    try (JsonGenerator array = Json.createGenerator(json)) {
      array.writeStartArray();
      JsonNumbers.write(array, value);
      array.writeEnd();
    }
    assertEquals(value, Double.parseDouble(json.toString().replaceAll("[\\[\\]]", "")));
  }
}
