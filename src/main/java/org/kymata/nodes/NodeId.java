package org.kymata.nodes;

/**
 * The permanent id of a node; renaming the node does not change it.
 *
 * @param value eight lower-case letters and digits
 */
public record NodeId(String value) {

  // Written by hand: every reading is looked up by its node id several times, and a record's
  // generated methods are many times slower until the JVM's second compiler has run.
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
