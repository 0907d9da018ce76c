package org.kymata.nodes;

/**
 * A sender that somebody decided on.
 *
 * @param id names the decision
 * @param sender on whom
 * @param as what it was adopted as; null when it was refused
 * @param created when, epoch milliseconds
 */
public record KnownSender(String id, Sender sender, Adopted as, long created) {

  /** Whether it is to be let alone. */
  public boolean isRefused() {
    return as == null;
  }

  /** Whether it was adopted as a page. */
  public boolean isPage() {
    return as != null && as.isPage();
  }

  /** Whether it was adopted as {@code node}. */
  public boolean is(NodeId node) {
    return as != null && node.equals(as.node());
  }
}
