package org.kymata.commands;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.kymata.nodes.NodeId;
import org.kymata.platform.Secrets;

/** Takes orders. Here only its form: what cannot be handed over at once is lost. */
@ApplicationScoped
public class Commands {

  @Inject private Dispatch dispatch;

  /** Orders; the same id twice is one command. */
  public Command order(NodeId node, Order order, String by) {
    long now = System.currentTimeMillis();
    Command command =
        new Command(
            order.id() == null ? Secrets.randomId(8) : order.id(),
            node,
            order.action(),
            order.arguments(),
            by,
            State.QUEUED,
            null,
            now,
            now + 30_000,
            Map.of(State.QUEUED, now));
    dispatch.send(command);
    return command;
  }
}
