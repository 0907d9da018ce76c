package org.kymata.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static Settings read(Map<String, String> values) {
    return Settings.read(name -> Optional.ofNullable(values.get(name)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kymata.sample.interval | 1                  | PT0.3S to PT1H",
        "kymata.sample.interval | 1s                 | PT0.3S to PT1H",
        "kymata.sample.interval | PT0.2S             | PT0.3S to PT1H",
        "kymata.sample.interval | PT61M              | PT0.3S to PT1H",
        "kymata.sample.interval | -PT1S              | PT0.3S to PT1H",
        "kymata.sample.interval | PT99999999999999H  | PT0.3S to PT1H",
        "kymata.live.tick       | fast               | PT0S to PT10S",
        "kymata.live.tick       | PT11S              | PT0S to PT10S",
        "kymata.live.tick       | -PT0.001S          | PT0S to PT10S",
        "kymata.retention       | PT1H               | P1D to P36500D",
        "kymata.retention       | P0D                | P1D to P36500D",
        "kymata.retention       | 1 year             | P1D to P36500D",
        "kymata.session.idle    | PT59S              | PT15M to P365D",
        "kymata.tcp.port        | 65536              | 1 to 65535",
        "kymata.tcp.port        | -1                 | 1 to 65535",
        "kymata.tcp.port        | off                | 0 to switch it off",
        "kymata.tcp.port        | 999999999999       | 1 to 65535",
        "kymata.tcp.address     | localhost          | such as 127.0.0.1",
        "kymata.tcp.address     | 127.0.0.1:7000     | such as 127.0.0.1",
        "kymata.tcp.address     | 1.2.3              | such as 127.0.0.1",
        "kymata.tcp.address     | 1.2.3.256          | such as 127.0.0.1",
        "kymata.tcp.address     | 1.2.3.4.            | such as 127.0.0.1",
        "kymata.tcp.address     | :::1               | such as 127.0.0.1",
        "kymata.session.limit   | P366D              | PT1M to P365D",
        "kymata.node.port       | -1                 | 1 to 65535",
        "kymata.node.port       | 65536              | 1 to 65535",
        "kymata.node.port       | off                | 1 to 65535",
        "kymata.http.get        | true               | on or off",
        "kymata.tls             | true               | off or on",
        "kymata.tls             | on                 | off where ./run does not start the server",
        "kymata.intake.readings | 9999               | 10000 to 10000000",
        "kymata.intake.readings | 10000001           | 10000 to 10000000",
        "kymata.intake.readings | 2e5                | 10000 to 10000000",
        "kymata.client.connections | 15              | 16 to 100000",
        "kymata.adoption        | yes                | manual or auto",
        "kymata.security.contact | me@example.org    | such as mailto:security@example.org",
        "kymata.security.contact | mailto:a b        | such as mailto:security@example.org",
        "kymata.security.contact | http://example.org | such as mailto:security@example.org",
        "kymata.adoption        | AUTO               | manual or auto",
        "kymata.allowed.origins | example.org        | https://example.org",
        "kymata.allowed.origins | https://a.org/path | https://example.org",
        "kymata.allowed.origins | https://a.org/     | https://example.org",
        "kymata.allowed.origins | https://a.org?x=1  | https://example.org",
        "kymata.allowed.origins | ftp://a.org        | https://example.org",
        "kymata.allowed.origins | *                  | https://example.org",
        "kymata.allowed.origins | https://a b.org    | https://example.org",
        "kymata.allowed.origins | null               | https://example.org",
        "kymata.allowed.hosts   | https://a.org      | names without a port",
        "kymata.allowed.hosts   | a.org:8080         | names without a port",
        "kymata.allowed.hosts   | *.*                | names without a port",
        "kymata.allowed.hosts   | a b.org            | names without a port",
        "kymata.trusted.proxies | nginx              | such as 192.168.1.0/24",
        "kymata.trusted.proxies | 10.0.0.0/33        | such as 192.168.1.0/24",
        "kymata.http.port       | http               | 1 to 65535"
      })
  void badValueStopsTheStartWithWhatWasWrongAndWhatWouldBeRight(
      String name, String value, String right) {
    Settings.InvalidSettingException bad =
        assertThrows(Settings.InvalidSettingException.class, () -> read(Map.of(name, value)));
    String environment = name.replace('.', '_').toUpperCase(Locale.ROOT);
    assertTrue(bad.getMessage().startsWith(environment + " is \"" + value + "\""), bad::toString);
    assertTrue(bad.getMessage().contains(right), bad::toString);
    assertFalse(bad.getMessage().contains("\n"), bad::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kymata.admin.password | short7!",
        "kymata.db.url         | jdbc:mysql://db/?password=secret",
        "kymata.db.url         | postgresql://kymata:secret@db",
        "kymata.telemetry.url  | http://kymata:secret@questdb:9000"
      })
  void errorAboutASecretDoesNotRepeatIt(String name, String value) {
    Settings.InvalidSettingException bad =
        assertThrows(Settings.InvalidSettingException.class, () -> read(Map.of(name, value)));
    assertFalse(bad.getMessage().contains(value), bad::toString);
    assertFalse(bad.getMessage().contains("secret"), bad::toString);
    assertTrue(bad.getMessage().contains("must be"), bad::toString);
  }

  @Test
  void passwordOver200CharactersIsRefused() {
    assertThrows(
        Settings.InvalidSettingException.class,
        () -> read(Map.of("kymata.admin.password", "x".repeat(201))));
  }

  @Test
  void everythingHasADefault() {
    Settings settings = read(Map.of());
    assertEquals(Path.of("data").toAbsolutePath(), settings.dataDir());
    assertEquals(Optional.empty(), settings.adminPassword());
    assertEquals(Duration.ofSeconds(1), settings.sampleInterval());
    assertEquals(Duration.ofMillis(16), settings.minLiveInterval());
    assertTrue(settings.dbUrl().startsWith("jdbc:h2:file:" + settings.dataDir()));
    assertEquals(Set.of(), settings.allowedOrigins());
    assertEquals(Duration.ofDays(365), settings.retention());
    assertEquals(Duration.ofHours(12), settings.sessionIdle());
    assertEquals(Duration.ofDays(7), settings.sessionLimit());
    assertEquals(0, settings.nodePort());
    assertTrue(settings.httpGetEnabled());
    assertFalse(settings.autoAdoption());
    assertEquals(7000, settings.tcpPort());
    assertEquals(Optional.empty(), settings.tcpAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void blankIsTheSameAsUnset(String blank) {
    Settings settings = read(Map.of("kymata.retention", blank, "kymata.data.dir", blank));
    assertEquals(read(Map.of()), settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
  void tcpTransportListensOnAnAddressOfItsOwn(String address) {
    Settings settings = read(Map.of("kymata.tcp.address", address, "kymata.tcp.port", "0"));
    assertEquals(Optional.of(address), settings.tcpAddress());
    assertEquals(0, settings.tcpPort());
  }

  @Test
  void valuesAreTakenWithoutTheSpaceAround() {
    Settings settings =
        read(
            Map.of(
                "kymata.live.tick", " PT0S ",
                "kymata.db.url", " jdbc:postgresql://db/kymata ",
                "kymata.allowed.origins", " https://A.example.org , http://[::1]:8080,, "));
    assertEquals(Duration.ZERO, settings.minLiveInterval());
    assertEquals("jdbc:postgresql://db/kymata", settings.dbUrl());
    assertEquals(Set.of("https://a.example.org", "http://[::1]:8080"), settings.allowedOrigins());
  }

  @Test
  void settingsInALogHoldNoSecrets() {
    Settings settings =
        read(
            Map.of(
                "kymata.admin.password", "secret secret",
                "kymata.db.password", "secret secret",
                "kymata.db.url", "jdbc:postgresql://db/kymata?password=secret"));
    assertFalse(settings.toString().contains("secret"), settings::toString);
  }
}
