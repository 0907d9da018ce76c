package org.kymata.hosts;

import org.kymata.nodes.Nodes;
import org.kymata.text.NameValidator;

/** Generates names for hosts that were added without one. */
public final class HostNameGenerator {

  private static final int SUFFIX_LENGTH = 6;

  private HostNameGenerator() {}

  /** An unused name: the machine's host name or its address, with a number if needed. */
  public static String unusedName(String machine, HostAddress address, Nodes nodes) {
    String base = sanitize(machine.isEmpty() ? address.host() : machine);
    String name = base;
    for (int i = 2; nodes.find(name).isPresent(); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  private static String sanitize(String hostName) {
    StringBuilder name = new StringBuilder();
    hostName
        .codePoints()
        .map(c -> NameValidator.isValid(Character.toString(c)) ? c : '_')
        .takeWhile(c -> name.length() < NameValidator.MAX_LENGTH - SUFFIX_LENGTH)
        .forEach(name::appendCodePoint);
    return name.toString();
  }
}
