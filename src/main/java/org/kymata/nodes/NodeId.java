package org.kymata.nodes;

/**
 * Names a node for ever, whatever it is called.
 *
 * @param value eight lower-case letters and digits
 */
public record NodeId(String value) {

  // By hand: every reading is looked up by this several times, and what the compiler makes of a
  // record's own is many times slower without the JVM's second compiler.
  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof NodeId id && value.equals(id.value));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
