package org.kymata.security;

import java.util.List;
import java.util.Map;

/**
 * What a person calls a browser, read roughly from its {@code User-Agent}: "Firefox on Android".
 * For the list of one's sessions only; nothing is decided by it.
 */
final class UserAgentParser {

  private static final int MAX_READ = 512;

  // The first that is found counts: most browsers name others too.
  private static final List<Map.Entry<String, String>> BROWSERS =
      List.of(
          Map.entry("Edg", "Edge"),
          Map.entry("OPR/", "Opera"),
          Map.entry("SamsungBrowser/", "Samsung Internet"),
          Map.entry("Vivaldi/", "Vivaldi"),
          Map.entry("FxiOS/", "Firefox"),
          Map.entry("Firefox/", "Firefox"),
          Map.entry("CriOS/", "Chrome"),
          Map.entry("Chrome/", "Chrome"),
          Map.entry("Safari/", "Safari"),
          Map.entry("curl/", "curl"),
          Map.entry("python", "Python"),
          Map.entry("Java-http-client/", "Java"));
  private static final List<Map.Entry<String, String>> SYSTEMS =
      List.of(
          Map.entry("Android", "Android"),
          Map.entry("iPhone", "iPhone"),
          Map.entry("iPad", "iPad"),
          Map.entry("Windows", "Windows"),
          Map.entry("CrOS", "ChromeOS"),
          Map.entry("Mac OS X", "macOS"),
          Map.entry("Linux", "Linux"));

  private UserAgentParser() {}

  /** Its words; "" when it says nothing that is known. */
  static String of(String userAgent) {
    if (userAgent == null) {
      return "";
    }
    String said = userAgent.substring(0, Math.min(userAgent.length(), MAX_READ));
    String browser = first(BROWSERS, said);
    String system = first(SYSTEMS, said);
    return browser.isEmpty() || system.isEmpty() ? browser + system : browser + " on " + system;
  }

  private static String first(List<Map.Entry<String, String>> known, String said) {
    return known.stream()
        .filter(each -> said.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
