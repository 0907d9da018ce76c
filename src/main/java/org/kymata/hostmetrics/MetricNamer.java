package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kymata.text.NameValidator;

/**
 * Makes metric names out of what a machine calls its parts; remembers the last list, since parts
 * seldom change.
 */
final class MetricNamer {
  private final String prefix;
  private final List<String> endings;
  private final int longestEnding;
  private List<String> lastParts = List.of();
  private List<String> lastNames = List.of();

  /**
   * Names of one family.
   *
   * @param prefix what all begin with, such as {@code net/}
   * @param endings what follows a part's name in its metrics, such as {@code /in}; may be ""
   */
  MetricNamer(String prefix, List<String> endings) {
    this.prefix = prefix;
    this.endings = endings;
    this.longestEnding = endings.stream().mapToInt(String::length).max().orElse(0);
  }

  /**
   * For each part what its metrics' names begin with.
   *
   * @param parts as the machine calls them
   * @return one for each, valid with every ending; where two parts would share a name, the later
   *     gets {@code _2} and so on
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

  /** A name of which no ending is taken yet: {@code /} and {@code /root} both want one name. */
  private String unique(String wanted, Set<String> taken) {
    for (int copy = 1; ; copy++) {
      String mark = copy == 1 ? "" : "_" + copy;
      int room = NameValidator.MAX_LENGTH - prefix.length() - mark.length() - longestEnding;
      String name = prefix + cut(wanted, room) + mark;
      List<String> names = endings.stream().map(ending -> name + ending).toList();
      if (!endsLikeAMetric(wanted + mark) && names.stream().noneMatch(taken::contains)) {
        taken.addAll(names);
        return name;
      }
    }
  }

  /** What is mounted at {@code /srv/used} would be taken for the used bytes of {@code /srv}. */
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

  /** The start of a text; a character of two chars is not cut in half. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean halved = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, halved ? length - 1 : length);
  }
}
