package org.kymata.nodes;

import org.kymata.text.NameValidator;

/** Generates names for nodes that the hub adopts by itself. */
final class NodeNameGenerator {

  private static final int SUFFIX_LENGTH = 6;

  private NodeNameGenerator() {}

  /** A free name, made of the sender's name and address, with a number where needed. */
  static String generate(Sender sender, Nodes nodes) {
    String base = sender.name().isEmpty() ? "node" : sender.name();
    String preferred = sanitize(base + "-" + sender.address());
    String name = preferred;
    for (int i = 2; nodes.find(name).isPresent(); i++) {
      name = preferred + "-" + i;
    }
    return name;
  }

  private static String sanitize(String text) {
    StringBuilder name = new StringBuilder();
    text.codePoints()
        .map(c -> NameValidator.isValid(Character.toString(c)) ? c : '_')
        .forEach(
            c -> {
              if (name.length() < NameValidator.MAX_LENGTH - SUFFIX_LENGTH) {
                name.appendCodePoint(c);
              }
            });
    return name.toString();
  }
}
