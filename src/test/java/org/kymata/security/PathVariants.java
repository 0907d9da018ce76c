package org.kymata.security;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Other spellings of a path, by which servers and filters have been fooled. */
final class PathVariants {

  private static final List<String> ENDS =
      List.of(
          "/", "//", "/.", "/./", ";", ";a", ";a=b", "%3b", "%3Ba=b", "/;a", "/..;/", "%2f", "%2F",
          "%00", "%20", "%09", "%5c", "%2e", ".", "?", "?;a", "%23", "%3f");

  private static final List<String> STARTS =
      List.of(
          "/",
          "/.",
          "/;a",
          "/.;a",
          "/%2e",
          "/x/..",
          "/css/..",
          "/css/%2e%2e",
          "/css/..;",
          "/css/..;a",
          "/css/..%2f",
          "/js/..%5c",
          "/login/..",
          "/login;/..",
          "/health/%2e%2e",
          "/luminosity/..",
          "/luminosity/5/../..",
          "/webjars/..%252f..");

  /** Between two parts of a path, instead of the slash. */
  private static final List<String> BETWEEN =
      List.of(
          "//",
          "/./",
          "/x/../",
          "/%2e/",
          "/x/%2e%2e/",
          "/x/..;/",
          ";a/",
          ";a=b/",
          "%3b/",
          "%3ba/",
          "/;/",
          "%2f",
          "%5c",
          "\\",
          "%252f",
          "%c0%af");

  private PathVariants() {}

  /** All spellings except the path itself. */
  static Set<String> of(String path) {
    Set<String> all = new LinkedHashSet<>();
    ENDS.forEach(end -> all.add(path + end));
    STARTS.forEach(start -> all.add(start + path));
    String[] parts = path.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      all.add(with(parts, i, parts[i].toUpperCase(Locale.ROOT)));
      all.add(with(parts, i, encoded(parts[i], 1)));
      all.add(with(parts, i, encoded(parts[i], parts[i].length())));
      all.add(with(parts, i, encoded(parts[i], 1).replace("%", "%25")));
    }
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      for (String between : BETWEEN) {
        all.add(path.substring(0, slash) + between + path.substring(slash + 1));
      }
    }
    all.add(path.toUpperCase(Locale.ROOT));
    all.remove(path);
    return all;
  }

  private static String with(String[] parts, int at, String part) {
    List<String> changed = new ArrayList<>(List.of(parts));
    changed.set(at, part);
    return "/" + String.join("/", changed);
  }

  private static String encoded(String part, int letters) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      encoded.append(i < letters ? "%%%02x".formatted((int) c) : String.valueOf(c));
    }
    return encoded.toString();
  }
}
