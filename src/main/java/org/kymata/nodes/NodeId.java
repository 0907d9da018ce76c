package org.kymata.nodes;

/**
 * Names a node for ever, whatever it is called.
 *
 * @param value eight lower-case letters and digits
 */
public record NodeId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
