package org.kymata.commands;

import org.kymata.nodes.Transport;

/** A way to a node that is connected now; given by a door. */
public interface CommandChannel {

  /** Whose it is. */
  Transport transport();

  /** Hands a command over without blocking; false when it cannot be taken now. */
  boolean send(Command command);

  /** Whether the node answers with its next reading instead of an acknowledgement. */
  boolean confirmsByReading();
}
