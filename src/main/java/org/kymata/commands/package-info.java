/**
 * Commands: ordered, brought to their nodes, and followed until they are proved.
 *
 * <p>Live and the doors may import it; it imports access, readings, nodes and platform. Invariant:
 * a command is on disk before it is sent, and a step before it is told.
 */
package org.kymata.commands;
