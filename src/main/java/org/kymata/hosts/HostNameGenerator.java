package org.kymata.hosts;

import org.kymata.nodes.Nodes;
import org.kymata.text.NameValidator;

/** Names for hosts that nobody gave one. */
public final class HostNameGenerator {

  private static final int SUFFIX_LENGTH = 6;

  private HostNameGenerator() {}

  /**
   * A name that no node has: what the machine calls itself, or its address, with a number where
   * needed.
   */
  public static String unusedName(String machine, HostAddress address, Nodes nodes) {
    String wanted = sanitize(machine.isEmpty() ? address.host() : machine);
    String name = wanted;
    for (int i = 2; nodes.find(name).isPresent(); i++) {
      name = wanted + "-" + i;
    }
    return name;
  }

  private static String sanitize(String wish) {
    StringBuilder name = new StringBuilder();
    wish.codePoints()
        .map(c -> NameValidator.isValid(Character.toString(c)) ? c : '_')
        .takeWhile(c -> name.length() < NameValidator.MAX_LENGTH - SUFFIX_LENGTH)
        .forEach(name::appendCodePoint);
    return name.toString();
  }
}
