package org.kymata.hosts;

import org.kymata.nodes.Nodes;
import org.kymata.platform.Names;

/** Names for hosts that nobody gave one. */
public final class HostNames {

  private static final int ROOM_FOR_A_NUMBER = 6;

  private HostNames() {}

  /**
   * A name that no node has: what the machine calls itself, or its address, with a number where
   * needed.
   */
  public static String free(String machine, HostAddress address, Nodes nodes) {
    String wanted = allowed(machine.isEmpty() ? address.host() : machine);
    String name = wanted;
    for (int i = 2; nodes.find(name).isPresent(); i++) {
      name = wanted + "-" + i;
    }
    return name;
  }

  private static String allowed(String wish) {
    StringBuilder name = new StringBuilder();
    wish.codePoints()
        .map(c -> Names.isValid(Character.toString(c)) ? c : '_')
        .takeWhile(c -> name.length() < Names.MAX_LENGTH - ROOM_FOR_A_NUMBER)
        .forEach(name::appendCodePoint);
    return name.toString();
  }
}
