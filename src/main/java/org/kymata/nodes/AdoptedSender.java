package org.kymata.nodes;

/**
 * A sender that somebody decided on.
 *
 * @param id names the decision
 * @param sender on whom
 * @param as what it was adopted as; null when it was refused
 * @param created when, epoch milliseconds
 */
public record AdoptedSender(String id, Sender sender, Binding binding, long created) {

  /** Whether it is to be let alone. */
  public boolean isRejected() {
    return binding == null;
  }

  /** Whether it was adopted as a page. */
  public boolean isPage() {
    return binding != null && binding.isPage();
  }

  /** Whether it was adopted as {@code node}. */
  public boolean isBoundTo(NodeId node) {
    return binding != null && node.equals(binding.node());
  }
}
