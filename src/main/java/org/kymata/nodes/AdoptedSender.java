package org.kymata.nodes;

/**
 * An adopted or rejected sender.
 *
 * @param id names the decision
 * @param sender the sender
 * @param binding what it was adopted as; null when it was rejected
 * @param created when it was decided, epoch milliseconds
 */
public record AdoptedSender(String id, Sender sender, Binding binding, long created) {

  /** Whether it was rejected. */
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
