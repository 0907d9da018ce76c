package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kymata.text.NameValidator;

/**
 * Derives metric names from the machine's names of its parts; remembers the last list, since parts
 * rarely change.
 */
final class MetricNamer {
  private final String prefix;
  private final List<String> endings;
  private final int longestEnding;
  private List<String> lastParts = List.of();
  private List<String> lastNames = List.of();

  /**
   * Creates the namer of one family.
   *
   * @param prefix the start of all names, such as {@code net/}
   * @param endings the ends of a part's metrics, such as {@code /in}; may include ""
   */
  MetricNamer(String prefix, List<String> endings) {
    this.prefix = prefix;
    this.endings = endings;
    this.longestEnding = endings.stream().mapToInt(String::length).max().orElse(0);
  }

  /**
   * The metric prefix of each part.
   *
   * @param parts the machine's names of the parts
   * @return one prefix for each, valid with every ending; where two parts would share a prefix, the
   *     later gets {@code _2} and so on
   */
  List<String> of(List<String> parts) {
    if (!parts.equals(lastParts)) {
      Set<String> taken = new HashSet<>();
      List<String> names = new ArrayList<>(parts.size());
      parts.forEach(part -> names.add(unique(sanitize(part), taken)));
      lastParts = List.copyOf(parts);
      lastNames = List.copyOf(names);
    }
    return lastNames;
  }

  /**
   * A prefix whose metrics are all unused: {@code /} and {@code /root} would both get the same one.
   */
  private String unique(String base, Set<String> taken) {
    for (int copy = 1; ; copy++) {
      String suffix = copy == 1 ? "" : "_" + copy;
      int maxLength = NameValidator.MAX_LENGTH - prefix.length() - suffix.length() - longestEnding;
      String name = prefix + cut(base, maxLength) + suffix;
      List<String> names = endings.stream().map(ending -> name + ending).toList();
      if (!endsLikeAMetric(base + suffix) && names.stream().noneMatch(taken::contains)) {
        taken.addAll(names);
        return name;
      }
    }
  }

  /**
   * Whether the name ends like a metric: {@code /srv/used} would look like the used bytes of {@code
   * /srv}.
   */
  private boolean endsLikeAMetric(String name) {
    return endings.stream().anyMatch(ending -> !ending.isEmpty() && name.endsWith(ending));
  }

  private static String sanitize(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(character -> clean.append(NameValidator.isValid(character) ? character : "_"));
    return clean.toString();
  }

  /** The start of a text, without cutting a surrogate pair. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean halved = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, halved ? length - 1 : length);
  }
}
