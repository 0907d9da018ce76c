package org.kymata.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No shown text contains secrets. */
class RedactionTest {

  // The part of each line that must not be shown.
  private static final String SECRET = "S3cretS3cretS3cret";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kym_S3cretS3cretS3cret",
        "a kymk_S3cretS3cretS3cret b",
        "KYMN_S3cretS3cretS3cret",
        "{\"key\":\"S3cretS3cretS3cret\",\"speed\":1}",
        "{\"key\" : \"S3cretS3cretS3cret",
        "{'key': 'S3cretS3cretS3cret'}",
        "{\"Key\":\"a\\\"S3cretS3cretS3cret\"}",
        "{\"password\":\"it's S3cretS3cretS3cret\"}",
        "{\"username\":\"u\",\"password\":\"S3cretS3cretS3cret\"}",
        "{\"mqtt_password\":\"S3cretS3cretS3cret\"}",
        "{\"api_key\":\"S3cretS3cretS3cret\"}",
        "{\"agentKey\":\"S3cretS3cretS3cret\"}",
        "{\"token\":\"S3cretS3cretS3cret\"}",
        "{\"authorization\":\"Bearer S3cretS3cretS3cret\"}",
        "Authorization: Bearer S3cretS3cretS3cret",
        "authorization=Basic S3cretS3cretS3cret==",
        "Proxy-Authorization:S3cretS3cretS3cret",
        "header Bearer S3cretS3cretS3cret then",
        "GET /luminosity/5?key=S3cretS3cretS3cret&x=1",
        "ws://h/?a=1&token=S3cretS3cretS3cret",
        "mqtt://user:S3cretS3cretS3cret@broker/",
        "{\"\\u006bey\":\"S3cretS3cretS3cret\"}",
        "{\"a\":\"\\u006bym_S3cretS3cretS3cret\"}",
        "GET /%6bym_S3cretS3cretS3cret/1",
        "GET /kym%5FS3cretS3cretS3cret/1"
      })
  void secretIsNotInTheText(String text) {
    String shown = Redaction.redact(text);
    assertFalse(shown.contains(SECRET), shown);
    assertEquals(shown, Redaction.redact(shown));
    String line = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    assertEquals(Redaction.HIDDEN, Redaction.redactRaw(line, text));
    assertEquals(Redaction.HIDDEN, Redaction.redactRaw(line, ""));
    // Half of another line in front of it, and a line without its padding.
    assertEquals(Redaction.HIDDEN, Redaction.redactRaw("ab" + line.replace("=", ""), ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"sensor\":\"keypad\",\"key\":5}",
        "{\"sensor\":\"gps\",\"time\":1351824120,\"speed\":12.5}",
        "basic 1, token 2",
        "temperature = 21.5 °C",
        "monkey_1 = 3",
        "https://hub.lan:8080/api/nodes",
        "key"
      })
  void otherTextsStayAsTheyAre(String text) {
    assertEquals(text, Redaction.redact(text));
    String line = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    assertEquals(line, Redaction.redactRaw(line, text));
    assertEquals(line, Redaction.redactRaw(line, ""));
  }

  @Test
  void longHostileTextsTakeNoTime() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (String part :
              new String[] {
                "\"key\":\"", "kym_", "://a:", "\"a_", "bearer ", "\\u0022", "%22", "'"
              }) {
            String text = part.repeat((1 << 17) / part.length());
            Redaction.redact(text);
            Redaction.redact("{\"key\":\"" + text);
            Redaction.redact("{'password':'\\\\" + text.replace("'", "\\\\'"));
            Redaction.redactRaw(text.substring(0, 1 << 12), "");
          }
        });
  }
}
