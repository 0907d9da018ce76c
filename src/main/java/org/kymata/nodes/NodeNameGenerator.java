package org.kymata.nodes;

import org.kymata.text.NameValidator;

/** Names for nodes that are adopted without a person who would choose one. */
final class NodeNameGenerator {

  private static final int SUFFIX_LENGTH = 6;

  private NodeNameGenerator() {}

  /** A free name: what the sender calls itself and its address, with a number where needed. */
  static String generate(Sender sender, Nodes nodes) {
    String own = sender.name().isEmpty() ? "node" : sender.name();
    String wanted = sanitize(own + "-" + sender.address());
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
        .forEach(
            c -> {
              if (name.length() < NameValidator.MAX_LENGTH - SUFFIX_LENGTH) {
                name.appendCodePoint(c);
              }
            });
    return name.toString();
  }
}
