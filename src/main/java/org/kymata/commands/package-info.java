/**
 * Commands: ordered, brought to their nodes, and followed until they are proved.
 *
 * <p>Live and the doors may import it; it imports readings, nodes and platform.
 */
package org.kymata.commands;
