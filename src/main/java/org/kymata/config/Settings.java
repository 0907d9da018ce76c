package org.kymata.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kymata.net.AddressRanges;

/**
 * Every setting of Kymata, read and checked once at the start, then immutable.
 *
 * @param dataDir the directory of everything that Kymata stores; absolute
 * @param adminPassword password of user {@code admin}, used at the first start only
 * @param sampleInterval the interval at which Kymata samples its own machine; 300 ms (what OSHI
 *     resolves) to one hour
 * @param minLiveInterval shortest interval between two live frames to one browser; 0 to 10 s
 * @param dbUrl JDBC address of the relational store
 * @param dbUser its user
 * @param dbPassword its password
 * @param allowedOrigins further origins that may open sockets and change things
 * @param retention how long readings are kept at full resolution; at least one day
 * @param sessionIdle a session ends when it was unused for so long; at least 15 minutes
 * @param sessionLimit a session ends after so long in any case
 * @param nodePort port of the WebSocket for nodes without a token; 0 when it is off
 * @param httpGetEnabled whether readings in the URL of a GET request are accepted
 * @param autoAdoption whether every sender becomes a node without a decision
 * @param tcpPort port of the raw TCP transport; 0 when it is off
 * @param tcpAddress address of this machine on which the TCP port listens; empty for all
 * @param diskReserveBytes bytes of the data directory's disk that readings must leave free
 * @param allowedHostAddresses the addresses of hosts to which the hub may connect
 * @param maxQueuedReadings the most readings that may wait for their commit; about 100 bytes each
 * @param securityContact where people report faults of this installation: an address that begins
 *     with {@code mailto:}, {@code https:} or {@code tel:}
 * @param trustedProxies reverse proxies whose X-Forwarded-For and X-Forwarded-Proto count
 * @param allowedHosts further names under which the hub is reached, in lower case; {@code *} is any
 * @param httpPort port of the web interface, as far as the hub was told
 * @param maxConnectionsPerClient the most connections of one address or one node
 * @param tlsKeyStore the key store for all ports, as {@code ./run} prepared it; empty without TLS
 */
public record Settings(
    Path dataDir,
    Optional<String> adminPassword,
    Duration sampleInterval,
    Duration minLiveInterval,
    String dbUrl,
    String dbUser,
    String dbPassword,
    Set<String> allowedOrigins,
    Duration retention,
    Duration sessionIdle,
    Duration sessionLimit,
    int nodePort,
    boolean httpGetEnabled,
    boolean autoAdoption,
    int tcpPort,
    Optional<String> tcpAddress,
    long diskReserveBytes,
    AddressRanges allowedHostAddresses,
    int maxQueuedReadings,
    Optional<String> securityContact,
    AddressRanges trustedProxies,
    Set<String> allowedHosts,
    int httpPort,
    int maxConnectionsPerClient,
    Optional<Path> tlsKeyStore) {

  // H2 must only append: 2.5 was seen to lose the newest commits of a killed process once it had
  // begun to write into the gaps of older ones.
  // H2 must not close itself at the JVM's shutdown: the hub still writes while it stops (ADR 2).
  private static final String H2_OPTIONS =
      ";REUSE_SPACE=FALSE;RETENTION_TIME=2000000000;DB_CLOSE_ON_EXIT=FALSE";

  /** Thrown for an invalid setting; the message has its name, its value and what would be right. */
  public static final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingException(String message) {
      super(message);
    }
  }

  /**
   * Reads all settings.
   *
   * @param source the value of a property {@code kymata.*}, empty when it is not set
   * @throws InvalidSettingException at the first invalid value
   */
  public static Settings read(Function<String, Optional<String>> source) {
    Function<String, Optional<String>> text =
        name -> source.apply(name).map(String::strip).filter(value -> !value.isEmpty());
    text.apply("kymata.telemetry.url")
        .ifPresent(
            url -> {
              throw invalid("kymata.telemetry.url", "***", "unset: only the embedded store exists");
            });
    Path dataDir = Path.of(text.apply("kymata.data.dir").orElse("data")).toAbsolutePath();
    Optional<String> dbUrl = text.apply("kymata.db.url");
    dbUrl
        .filter(url -> !url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:"))
        .ifPresent(
            url -> {
              throw invalid("kymata.db.url", "***", "a JDBC address of H2 or PostgreSQL");
            });
    Optional<String> adminPassword = text.apply("kymata.admin.password");
    adminPassword
        .filter(password -> password.length() < 8 || password.length() > 200)
        .ifPresent(
            password -> {
              throw invalid("kymata.admin.password", "***", "a text of 8 to 200 characters");
            });
    return new Settings(
        dataDir,
        adminPassword,
        duration(text, "kymata.sample.interval", "PT1S", "PT0.3S", "PT1H"),
        duration(text, "kymata.live.tick", "PT0.016S", "PT0S", "PT10S"),
        dbUrl.orElse("jdbc:h2:file:" + dataDir.resolve("relational/kymata") + H2_OPTIONS),
        text.apply("kymata.db.user").orElse("kymata"),
        text.apply("kymata.db.password").orElse(""),
        origins(text),
        duration(text, "kymata.retention", "P365D", "P1D", "P36500D"),
        duration(text, "kymata.session.idle", "PT12H", "PT15M", "P365D"),
        duration(text, "kymata.session.limit", "P7D", "PT1M", "P365D"),
        port(text, "kymata.node.port", 0),
        oneOf(text, "kymata.http.get", "on", "off").equals("on"),
        oneOf(text, "kymata.adoption", "manual", "auto").equals("auto"),
        port(text, "kymata.tcp.port", 7000),
        address(text, "kymata.tcp.address"),
        megabytes(text, "kymata.disk.reserve", 64),
        allowedHostAddresses(text),
        integer(text, "kymata.intake.readings", 200_000, 10_000, 10_000_000),
        contact(text),
        ranges(text, "kymata.trusted.proxies", "127.0.0.0/8,::1"),
        hosts(text),
        port(text, "kymata.http.port", 8080),
        integer(text, "kymata.client.connections", 512, 16, 100_000),
        tlsKeyStore(text));
  }

  /** Only {@code ./run} can switch the server's own ports to TLS; it passes the key store. */
  private static Optional<Path> tlsKeyStore(Function<String, Optional<String>> source) {
    if (oneOf(source, "kymata.tls", "off", "on").equals("off")) {
      return Optional.empty();
    }
    return Optional.of(
        source
            .apply("kymata.tls.keystore")
            .map(Path::of)
            .orElseThrow(
                () ->
                    invalid(
                        "kymata.tls",
                        "on",
                        "off where ./run does not start the server: the server's own settings"
                            + " make its ports speak TLS then")));
  }

  private static int integer(
      Function<String, Optional<String>> source, String name, int fallback, int min, int max) {
    String given = source.apply(name).orElse(String.valueOf(fallback));
    if (given.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(given);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw invalid(name, given, "a whole number from " + min + " to " + max);
  }

  /** One of two words; the first is the default. */
  private static String oneOf(
      Function<String, Optional<String>> source, String name, String fallback, String other) {
    String given = source.apply(name).orElse(fallback);
    if (!given.equals(fallback) && !given.equals(other)) {
      throw invalid(name, given, fallback + " or " + other);
    }
    return given;
  }

  private static Duration duration(
      Function<String, Optional<String>> source,
      String name,
      String fallback,
      String min,
      String max) {
    String given = source.apply(name).orElse(fallback);
    String right = "an ISO-8601 duration from " + min + " to " + max + ", such as " + fallback;
    try {
      Duration value = Duration.parse(given);
      if (value.compareTo(Duration.parse(min)) < 0 || value.compareTo(Duration.parse(max)) > 0) {
        throw invalid(name, given, right);
      }
      return value;
    } catch (DateTimeParseException e) {
      throw invalid(name, given, right);
    }
  }

  private static int port(Function<String, Optional<String>> source, String name, int fallback) {
    String given = source.apply(name).orElse(String.valueOf(fallback));
    if (given.matches("[0-9]{1,5}") && Integer.parseInt(given) <= 65_535) {
      return Integer.parseInt(given);
    }
    throw invalid(name, given, "a port from 1 to 65535, or 0 to switch it off");
  }

  /** Megabytes, as bytes. */
  private static long megabytes(
      Function<String, Optional<String>> source, String name, int fallback) {
    String given = source.apply(name).orElse(String.valueOf(fallback));
    if (given.matches("[0-9]{1,7}")) {
      return Long.parseLong(given) << 20;
    }
    throw invalid(name, given, "a whole number of megabytes, such as " + fallback);
  }

  private static Optional<String> address(Function<String, Optional<String>> source, String name) {
    Optional<String> given = source.apply(name);
    given
        .filter(address -> !isAddress(address))
        .ifPresent(
            address -> {
              throw invalid(name, address, "an IP address of this machine, such as 127.0.0.1");
            });
    return given;
  }

  private static boolean isAddress(String text) {
    // No names: one would have to be looked up, and its address may change.
    return AddressRanges.parseAddress(text).isPresent();
  }

  private static AddressRanges allowedHostAddresses(Function<String, Optional<String>> source) {
    return ranges(source, "kymata.hosts.allow", AddressRanges.PRIVATE);
  }

  private static AddressRanges ranges(
      Function<String, Optional<String>> source, String name, String fallback) {
    String given = source.apply(name).orElse(fallback);
    return AddressRanges.parse(given)
        .orElseThrow(
            () ->
                invalid(
                    name,
                    given,
                    "addresses and ranges split by commas, such as 192.168.1.0/24, or none"));
  }

  private static Optional<String> contact(Function<String, Optional<String>> source) {
    String name = "kymata.security.contact";
    Optional<String> given = source.apply(name);
    given
        .filter(value -> value.length() > 200 || !value.matches("(mailto|https|tel):[!-~]+"))
        .ifPresent(
            value -> {
              throw invalid(name, value, "an address such as mailto:security@example.org");
            });
    return given;
  }

  private static Set<String> hosts(Function<String, Optional<String>> source) {
    String name = "kymata.allowed.hosts";
    return Arrays.stream(source.apply(name).orElse("").split(","))
        .map(host -> host.strip().toLowerCase(java.util.Locale.ROOT))
        .filter(host -> !host.isEmpty())
        .map(
            host -> {
              boolean isValid =
                  host.equals("*")
                      || host.matches("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*")
                      || AddressRanges.parseAddress(host).isPresent();
              if (!isValid) {
                throw invalid(
                    name,
                    host,
                    "names without a port such as hub.example.org or *.example.org, split by"
                        + " commas, or * for any");
              }
              return host;
            })
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> origins(Function<String, Optional<String>> source) {
    String name = "kymata.allowed.origins";
    return Arrays.stream(source.apply(name).orElse("").split(","))
        .map(String::strip)
        .filter(origin -> !origin.isEmpty())
        .map(
            origin -> {
              if (!isOrigin(origin)) {
                throw invalid(name, origin, "origins such as https://example.org, split by commas");
              }
              return origin.toLowerCase(java.util.Locale.ROOT);
            })
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = URI.create(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getPath().isEmpty()
          && uri.getQuery() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static InvalidSettingException invalid(String name, String given, String right) {
    String environment = name.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    return new InvalidSettingException(environment + " is \"" + given + "\", but must be " + right);
  }

  /** Contains no secret, so that it may be logged. */
  @Override
  public String toString() {
    return "Settings[dataDir=" + dataDir + ", retention=" + retention + "]";
  }
}
