package org.kymata.security;

import java.util.List;
import java.util.Map;

/**
 * Derives a browser's name for people from its {@code User-Agent}: "Firefox on Android". Only for
 * the list of a user's sessions; never decides anything.
 */
final class UserAgentParser {

  private static final int MAX_READ = 512;

  // The first match counts: most browsers name others too.
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

  /** The name; "" when nothing known is in it. */
  static String of(String userAgent) {
    if (userAgent == null) {
      return "";
    }
    String text = userAgent.substring(0, Math.min(userAgent.length(), MAX_READ));
    String browser = first(BROWSERS, text);
    String system = first(SYSTEMS, text);
    return browser.isEmpty() || system.isEmpty() ? browser + system : browser + " on " + system;
  }

  private static String first(List<Map.Entry<String, String>> known, String text) {
    return known.stream()
        .filter(each -> text.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
